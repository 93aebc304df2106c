import { signal } from '@preact/signals';
import type { Place } from '../../cli/console/protocol.ts';
import { ProblemError, type RideRequest } from '../../client/index.ts';
import { ridesApi } from './rides-api.ts';
import { config, snapshot } from './state.ts';

/** A moment of a load: what acknowledgements took since the last one, and how many rides had no outcome yet. */
export interface LoadPoint {
  readonly atMs: number;
  /** How many acknowledgements there had been. */
  readonly acked: number;
  /** The slowest acknowledgement since the last point; null when there was none. */
  readonly ackMs: number | null;
  readonly underWay: number;
}

/** How rides have ended since the load began, those of others included. */
export interface Ended {
  readonly confirmed: number;
  readonly rejected: number;
  readonly expired: number;
}

export interface LoadRun {
  readonly wanted: number;
  readonly admitted: number;
  /** Asked to come back later: more cannot be done in time. */
  readonly refused: number;
  /** Came to nothing otherwise; `problem` is the last reason. */
  readonly failed: number;
  /** Unknown where the page does not see inside. */
  readonly ended?: Ended | undefined;
  /** In milliseconds, in the order in which they came. */
  readonly acks: readonly number[];
  readonly points: readonly LoadPoint[];
  readonly phase: 'sending' | 'draining' | 'tidying' | 'done';
  readonly problem?: string;
  readonly tookMs?: number;
}

/** The latest load; none before the first one. */
export const load = signal<LoadRun | undefined>(undefined);

/** Fewer than the connections that a browser has to one host: a ride that waits in the browser would seem slow. */
const atOnce = 3;
const pointMs = 250;
/** How far from the centre rides begin and end, in degrees. */
const spread = 0.05;
/** Given up after so long without an end. */
const longestDrainMs = 120_000;

export const isLoading = (): boolean => load.value !== undefined && load.value.phase !== 'done';

/** Rides of everybody that have no outcome yet. */
const underWayNow = (): number => snapshot.value?.rides.requested ?? 0;

/** How the rides of everybody have ended. */
function endedNow(): Ended | undefined {
  const { confirmed, completed, rejected, expired } = snapshot.value?.rides ?? {};
  if (confirmed === undefined || completed === undefined) return undefined;
  return { confirmed: confirmed + completed, rejected: rejected ?? 0, expired: expired ?? 0 };
}

function endedSince(before: Ended | undefined): Ended | undefined {
  const now = endedNow();
  return (
    now &&
    before && {
      confirmed: now.confirmed - before.confirmed,
      rejected: now.rejected - before.rejected,
      expired: now.expired - before.expired,
    }
  );
}

/** Sends many rides without waiting for their outcomes, then watches until each has one. A branch takes `branchMs`. */
export async function runLoad(wanted: number, branchMs: number): Promise<void> {
  if (isLoading()) return;
  const before = underWayNow();
  const endedBefore = endedNow();
  const startedAt = performance.now();
  load.value = { wanted, admitted: 0, refused: 0, failed: 0, acks: [], points: [], phase: 'sending' };
  const known: string[] = [];
  const timer = setInterval(() => {
    addPoint(startedAt);
    // What is cancelled in the end was confirmed before.
    if (load.value?.phase !== 'tidying') change({ ended: endedSince(endedBefore) });
  }, pointMs);
  try {
    await sendAll(wanted, branchMs, known);
    change({ phase: 'draining' });
    await drained(startedAt, before);
    change({ tookMs: performance.now() - startedAt, ended: endedSince(endedBefore) });
    addPoint(startedAt);
    change({ phase: 'tidying' });
    await inTurns(known, (rideId) =>
      ridesApi()
        .cancelRide(rideId)
        .catch(() => undefined),
    );
  } finally {
    clearInterval(timer);
    change({ phase: 'done' });
  }
}

async function sendAll(wanted: number, branchMs: number, known: string[]): Promise<void> {
  await inTurns(Array.from({ length: wanted }), async () => {
    const sentAt = performance.now();
    try {
      const { rideId } = await ridesApi().requestRide(aRide(branchMs), { waitSeconds: 0 });
      known.push(rideId);
      const { admitted = 0, acks = [] } = load.value ?? {};
      change({ admitted: admitted + 1, acks: [...acks, performance.now() - sentAt] });
    } catch (error) {
      const { refused = 0, failed = 0 } = load.value ?? {};
      const isRefusal = error instanceof ProblemError && error.status === 429;
      change(isRefusal ? { refused: refused + 1 } : { failed: failed + 1, problem: (error as Error).message });
    }
  });
}

/** Until no more rides are under way than before, in two looks, one after the other. */
async function drained(startedAt: number, before: number): Promise<void> {
  if (!config.value?.insides) return;
  let looks = 0;
  let seen = snapshot.value;
  while (looks < 2 && performance.now() - startedAt < longestDrainMs) {
    await new Promise((resolve) => setTimeout(resolve, pointMs));
    if (snapshot.value === seen) continue;
    seen = snapshot.value;
    looks = underWayNow() <= before ? looks + 1 : 0;
  }
}

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const waiting = items.values();
  const next = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

function aRide(delayMs: number): RideRequest {
  const center = config.value?.city.center ?? { lat: 0, lng: 0 };
  const near = (): Place => ({ lat: offBy(center.lat), lng: offBy(center.lng) });
  const simulate = Object.fromEntries((config.value?.branches ?? []).map(({ name }) => [name, { delayMs }]));
  return { pickup: near(), dropoff: near(), paymentMethodId: 'pm_card_visa', simulate };
}

const offBy = (degrees: number): number => degrees + (Math.random() - 0.5) * 2 * spread;

function addPoint(startedAt: number): void {
  const { points = [], acks = [] } = load.value ?? {};
  const fresh = acks.slice(points.at(-1)?.acked ?? 0);
  const ackMs = fresh.length > 0 ? Math.max(...fresh) : null;
  const point = { atMs: performance.now() - startedAt, acked: acks.length, ackMs, underWay: underWayNow() };
  change({ points: [...points, point] });
}

function change(changes: Partial<LoadRun>): void {
  if (load.value) load.value = { ...load.value, ...changes };
}
