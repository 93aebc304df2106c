import { setTimeout as wait } from 'node:timers/promises';
import { asDriver, asRider } from '../../cli/callers.ts';
import { fleetOf } from '../../cli/fleet.ts';
import type { RideView } from '../../core/ride-view.ts';
import { type Answer, type Api, apiAt } from '../support/api.ts';
import type { RideCall } from './engines/support/rides.ts';
import { branchNames, type TimersCall, type WorkName } from './engines/support/work.ts';
import type { Engine } from './engines.ts';
import { inTurn } from './in-turn.ts';

/** The callers of an engine: the same client, whatever the engine. */
export interface Callers {
  /** Requests a ride and waits for it. */
  ask(delays: readonly number[]): Promise<Asked>;
  /** Cleans up after the rides so far. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export interface Asked {
  readonly ms: number;
  /** Why there was no ride; absent when there was one. */
  readonly refusal?: string;
}

export function callersOf(
  { isPeer }: Pick<Engine, 'isPeer'>,
  work: WorkName,
  url: string,
  connections: number,
): Callers {
  const api = apiAt(url, connections);
  const close = () => api.close();
  if (!isPeer) return { ...ridersOf(api), close };
  return { ...(work === 'rides' ? peersRidersOf(api) : delayersOf(api)), close };
}

/** Callers that ask a peer only for its branches' delays. */
function delayersOf(api: Api): Omit<Callers, 'close'> {
  return {
    ask: async (delays) => {
      const answer = await api.call<unknown>('POST', '', { body: { delays } satisfies TimersCall });
      return answer.status === 200 && answers(delays, answer.body) ? { ms: answer.ms } : refused(answer);
    },
    rest: async () => {},
  };
}

/** Callers that request a ride from a peer. It does not verify the caller, and frees the driver itself. */
function peersRidersOf(api: Api): Omit<Callers, 'close'> {
  let asked = 0;
  return {
    ask: async (delays) => {
      asked += 1;
      const at = new Date().toISOString();
      const call: RideCall = { id: asked.toString(16).padStart(32, '0'), at, request: requestOf(asked, delays) };
      const answer = await api.call<RideView>('POST', '', { body: call });
      return isConfirmed(answer) ? { ms: answer.ms } : refused(answer);
    },
    rest: async () => {},
  };
}

/** Each branch has answered with its delay, in any order. */
const answers = (delays: readonly number[], body: unknown): boolean =>
  Array.isArray(body) && String(body.toSorted()) === String(delays.toSorted());

/** Riders are distributed like drivers. */
const pickups = fleetOf(500, 2).map(({ report }) => report.position);
const common = { dropoff: { lat: 37.8044, lng: -122.2712 }, paymentMethodId: 'pm_card_visa' };

/** The request of the nth ride. */
const requestOf = (index: number, delays: readonly number[]) => ({
  ...common,
  pickup: pickups[index % pickups.length],
  simulate: Object.fromEntries(branchNames.map((name, branch) => [name, { delayMs: delays[branch] }])),
});

const isConfirmed = ({ status, body }: Answer<RideView>): boolean => status === 200 && body.status === 'confirmed';

/** Completions are not measured: they should be quick and leave little behind. */
const completedAtOnce = 8;

/** Signing a token for each ride would take more processor time than the API takes to verify it. */
const riders = 500;

/** Time to handle the messages that free drivers. */
const freedWithinMs = 500;

/** Callers that request a ride from this project's API, as riders do, and complete it as drivers do. */
function ridersOf(api: Api): Omit<Callers, 'close'> {
  const confirmed: RideView[] = [];
  let asked = 0;
  return {
    ask: async (delays) => {
      asked += 1;
      const headers = { ...(await asRider(`rider-${asked % riders}`)), prefer: 'wait=25' };
      const answer = await api.call<RideView>('POST', 'rides', { headers, body: requestOf(asked, delays) });
      if (!isConfirmed(answer)) return refused(answer);
      confirmed.push(answer.body);
      return { ms: answer.ms };
    },
    rest: async () => {
      const rides = confirmed.splice(0);
      await inTurn(completedAtOnce, rides.length, (index) => complete(api, rides[index]));
      if (rides.length > 0) await wait(freedWithinMs);
    },
  };
}

async function complete(api: Api, ride: RideView | undefined): Promise<void> {
  const headers = await asDriver(ride?.outcome?.driver.driverId ?? '');
  const { status, body } = await api.call<unknown>('POST', `rides/${ride?.rideId}/complete`, { headers });
  if (status !== 200) throw new Error(`A ride could not be completed: ${status} ${JSON.stringify(body)}`);
}

/** Enough of an answer to recognise its content. */
function refused({ ms, status, body }: Answer<unknown>): Asked {
  const { reasons } = (body ?? {}) as Partial<RideView>;
  return { ms, refusal: `${status} ${JSON.stringify(reasons ?? body).slice(0, 300)}` };
}
