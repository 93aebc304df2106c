import { signal } from '@preact/signals';
import type { Place } from '../../cli/console/protocol.ts';
import { ProblemError, type RideRequest } from '../../client/index.ts';
import { askKept, forgetRides, releaseRides, tellKept } from './page-rides.ts';
import { ridesApi } from './rides-api.ts';
import { batches, config } from './state.ts';
import { isDecided, type LoadFacts, waitingOf } from './tell-load.ts';

/** A point of a load's chart: the acknowledgements since the last point, and how many rides had no outcome yet. */
export interface LoadPoint {
  readonly atMs: number;
  /** The number of acknowledgements so far. */
  readonly acked: number;
  /** The slowest acknowledgement since the last point; null when there was none. */
  readonly ackMs: number | null;
  readonly underWay: number;
}

export interface LoadRun extends LoadFacts {
  /** In milliseconds, in order of arrival. */
  readonly acks: readonly number[];
  readonly points: readonly LoadPoint[];
}

/** The latest load; undefined before the first. */
export const load = signal<LoadRun | undefined>(undefined);

/** Fewer than a browser's connections to one host: a ride that waits in the browser would seem slow. */
const atOnce = 3;
const pointMs = 250;
/** How far from the centre trips begin and end, in degrees. */
const spread = 0.05;
/** When to stop waiting for outcomes. */
const longestWaitMs = 120_000;

/** Log lines of cancelled rides arrive within moments. */
const settleMs = 5_000;

let loads = 0;

export const isLoading = (): boolean => load.value !== undefined && load.value.phase !== 'done';

/** Sends no more rides, and cancels the accepted ones. */
export function stopLoad(): void {
  if (isLoading()) change({ isStopped: true });
}

/** Sends many rides without waiting for their outcomes, then watches until each has one. A branch takes `branchMs`. */
export async function runLoad(wanted: number, branchMs: number): Promise<void> {
  if (isLoading()) return;
  if (config.value?.insides && loads > 0) void forgetRides(`load ${loads}`);
  loads += 1;
  const batch = `load ${loads}`;
  const startedAt = performance.now();
  const none = { accepted: 0, refused: 0, failed: 0, acks: [], points: [] };
  load.value = { wanted, ...none, isStopped: false, phase: 'sending' };
  const timer = setInterval(() => {
    lookAtOutcomes(batch);
    addPoint(startedAt);
  }, pointMs);
  try {
    await sendAll(wanted, branchMs, batch);
    change({ phase: 'waiting' });
    await untilDecided(batch, startedAt + longestWaitMs);
    lookAtOutcomes(batch);
    change({ phase: 'releasing', tookMs: performance.now() - startedAt });
    const leftBehind = config.value?.insides ? await release(batch) : undefined;
    // Rides cancelled before their outcome are counted once the backend has received it.
    await untilDecided(batch, performance.now() + settleMs, true);
    lookAtOutcomes(batch);
    change({ leftBehind });
  } finally {
    clearInterval(timer);
    change({ phase: 'done' });
  }
}

async function sendAll(wanted: number, branchMs: number, batch: string): Promise<void> {
  await inTurns(Array.from({ length: wanted }), async () => {
    if (load.value?.isStopped) return;
    const sentAt = performance.now();
    try {
      await askKept(batch, (idempotencyKey) =>
        ridesApi().requestRide(aRide(branchMs), { waitSeconds: 0, idempotencyKey }),
      );
      const { accepted = 0, acks = [] } = load.value ?? {};
      change({ accepted: accepted + 1, acks: [...acks, performance.now() - sentAt] });
    } catch (error) {
      change(error instanceof ProblemError && error.status === 429 ? refusedBy(error) : failedBy(error as Error));
    }
  });
}

function refusedBy({ retryAfterSeconds }: ProblemError): Partial<LoadRun> {
  const { refused = 0, retryAfter } = load.value ?? {};
  if (retryAfterSeconds === undefined) return { refused: refused + 1 };
  const [least, most] = retryAfter ?? [retryAfterSeconds, retryAfterSeconds];
  return {
    refused: refused + 1,
    retryAfter: [Math.min(least, retryAfterSeconds), Math.max(most, retryAfterSeconds)],
  };
}

const failedBy = ({ message }: Error): Partial<LoadRun> => ({
  failed: (load.value?.failed ?? 0) + 1,
  problem: message,
});

/** Waits until the backend knows all accepted rides and none of them is open, `untilMs` is reached, or the load is stopped. */
async function untilDecided(batch: string, untilMs: number, whenStopped = false): Promise<void> {
  if (!config.value?.insides) return;
  await tellKept().catch(() => undefined);
  const isGivenUp = () => performance.now() >= untilMs || (load.value?.isStopped && !whenStopped);
  while (!isDecided(batches.value[batch], load.value?.accepted ?? 0) && !isGivenUp()) {
    await new Promise((resolve) => setTimeout(resolve, pointMs));
  }
}

/** How many rides could not be cancelled; undefined when not known. */
const release = (batch: string): Promise<number | undefined> =>
  releaseRides(batch).then(
    ({ failed }) => failed,
    () => undefined,
  );

/** Rides that the stack no longer knows stay as they were. */
const lookAtOutcomes = (batch: string): void => change({ outcomes: batches.value[batch] ?? load.value?.outcomes });

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
  if (!load.value) return;
  const { points, acks } = load.value;
  const fresh = acks.slice(points.at(-1)?.acked ?? 0);
  const ackMs = fresh.length > 0 ? Math.max(...fresh) : null;
  const point = { atMs: performance.now() - startedAt, acked: acks.length, ackMs, underWay: waitingOf(load.value) };
  change({ points: [...points, point] });
}

function change(changes: Partial<LoadRun>): void {
  if (load.value) load.value = { ...load.value, ...changes };
}
