import { type AnnouncePorts, announceEnd, announceOutcome, announceUnneededDrivers } from './announce.ts';
import { identityOf, isAbout } from './message-identity.ts';
import type { BranchResult, GatherMessage, WakeUp } from './messages.ts';
import type { GatherQueue, RideIdentity, RideStore } from './ports.ts';
import { isLate, type Ride, type RideStatus } from './ride.ts';
import { type SettlePorts, settleRide } from './settle-ride.ts';
import { type Instant, msBetween, nowOf } from './time.ts';
import { endOfPatience, waitsForOptional } from './wake-up.ts';

export interface GatherPorts extends AnnouncePorts, SettlePorts {
  readonly rides: Pick<RideStore, 'get' | 'record' | 'move'>;
  /** The queues that messages come from, and return to when they come early. */
  readonly gatherQueue: GatherQueue;
  /** Called for answers that came after their ride had left `requested`. */
  readonly cameLate?: (ride: Ride, branches: readonly string[]) => void;
}

/**
 * Processes the messages delivered for one ride: records answers that their branches could not write, settles the ride, and
 * announces the transitions that these very messages have caused. Every delivery does so, duplicates and deadline messages
 * included: so the redelivery after a crash repairs its effects. Messages of a ride whose record has expired have no effect.
 */
export async function gather(ports: GatherPorts, rideId: string, messages: readonly GatherMessage[]): Promise<void> {
  // All belong to one request of the ride, except messages that a redrive brings back after days.
  for (const [requestedAt, ofOne] of Map.groupBy(messages, (message) => message.requestedAt)) {
    await gatherOne(ports, { rideId, ...(requestedAt && { requestedAt }) }, ofOne);
  }
}

/** The ride that messages belong to. Those of version 0.1.0 do not say which of two rides with the same id they mean. */
type Named = Pick<RideIdentity, 'rideId'> & Partial<RideIdentity>;

async function gatherOne(ports: GatherPorts, named: Named, messages: readonly GatherMessage[]): Promise<void> {
  const read = await recorded(ports, named, messages.filter(isResult));
  if (read && !isAbout(named, read)) return;
  const ride = read && (await settled(ports, read, messages));
  if (ride) {
    await announceBroughtAbout(ports, ride, messages);
    await announceUnneededDrivers(ports, ride, messages);
    tellLate(ports, ride, messages);
  }
  await sendBack(ports, ride, messages);
}

const isResult = (message: GatherMessage): message is BranchResult => message.kind === 'branch-result';

/** The ride with these results in its record; undefined when it does not exist. It may be another ride with the same id. */
async function recorded(
  { rides }: GatherPorts,
  named: Named,
  results: readonly BranchResult[],
): Promise<Ride | undefined> {
  const written = results.length > 0 ? await rides.record(named, results) : undefined;
  return written ?? rides.get(named.rideId, 'latest');
}

/** A settle message decides nothing: it may be delivered repeatedly, and would announce the ride each time. */
async function settled(ports: GatherPorts, read: Ride, messages: readonly GatherMessage[]): Promise<Ride | undefined> {
  const [by] = messages.filter(({ kind }) => kind !== 'settle').map(identityOf);
  if (by === undefined) return read;
  const now = nowOf(ports);
  const patienceIsOver = messages.some(
    (message) => message.kind === 'wake-up' && message.waitsUntil !== undefined && message.waitsUntil <= now,
  );
  return settleRide(ports, read, { by, patienceIsOver });
}

async function announceBroughtAbout(ports: GatherPorts, ride: Ride, messages: readonly GatherMessage[]): Promise<void> {
  const identities = new Set(messages.map(identityOf));
  // In version 0.1.0 each delivery announced every state that was not marked as announced.
  const areOf = (by: string | undefined, state: RideStatus) =>
    by === undefined ? !ride.announced?.has(state) : identities.has(by);
  const { status, outcome, settledBy, endedBy } = ride;
  if (status === 'requested') return;
  if (areOf(settledBy, outcome ? 'confirmed' : status)) await announceOutcome(ports, ride);
  if (outcome && status !== 'confirmed' && areOf(endedBy, status)) await announceEnd(ports, ride);
}

function tellLate({ cameLate }: GatherPorts, ride: Ride, messages: readonly GatherMessage[]): void {
  const branches = messages.flatMap((message) => ('branch' in message ? [message.branch] : []));
  const late = branches.filter((branch) => isLate(ride, branch));
  if (late.length > 0) cameLate?.(ride, late);
}

/** Messages that came early are sent again with a delay, rather than counted as failures. */
async function sendBack(ports: GatherPorts, ride: Ride | undefined, messages: readonly GatherMessage[]): Promise<void> {
  const now = nowOf(ports);
  const early = messages.flatMap((message) => againOf(message, ride, now) ?? []);
  await Promise.all(
    early.map(({ message, due }) => ports.gatherQueue.send(message, Math.max(1, msBetween(now, due) / 1000))),
  );
}

/**
 * The message to send again and when it is due, if it has had no effect yet; undefined if it has had one or never will.
 */
function againOf(
  message: GatherMessage,
  ride: Ride | undefined,
  now: Instant,
): { readonly message: GatherMessage; readonly due: Instant } | undefined {
  switch (message.kind) {
    case 'branch-result':
    case 'wake-up': {
      if (ride === undefined || !waitsForOptional(ride)) return undefined;
      const waking = wakeUpOf(message, ride, now);
      return { message: waking, due: waking.waitsUntil };
    }
    case 'deadline':
      if (now >= message.dropAfter) return undefined;
      if (ride === undefined) return { message, due: now };
      return ride.status === 'requested' ? { message, due: ride.deadlineAt } : undefined;
    case 'settle':
      if (now >= message.dropAfter) return undefined;
      return ride === undefined || ride.status === 'requested' || ride.status === 'confirmed'
        ? { message, due: now }
        : undefined;
  }
}

/** What ends the patience for optional branches: the only effect that a recorded result still has. */
function wakeUpOf(message: BranchResult | WakeUp, ride: Ride, now: Instant): WakeUp & { readonly waitsUntil: Instant } {
  const { v, rideId, traceparent, requestedAt, branch } = message;
  const known = message.kind === 'wake-up' ? message.waitsUntil : undefined;
  const waitsUntil = known ?? endOfPatience(now, ride.deadlineAt);
  const ofRide = { rideId, traceparent, ...(requestedAt && { requestedAt }) };
  return { v, kind: 'wake-up', ...ofRide, at: now, branch, waitsUntil };
}
