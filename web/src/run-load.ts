import { signal } from '@preact/signals';
import type { Place } from '../../cli/console/protocol.ts';
import type { RideRequest } from '../../client/index.ts';
import { type LoadUnderWay, sendRides, untilDecided } from './load-course.ts';
import { askKept, forgetRides, releaseRides, tellKept } from './page-rides.ts';
import { ridesApi } from './rides-api.ts';
import { batches, config, connection } from './state.ts';
import { type LoadFacts, waitingOf } from './tell-load.ts';

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

const nothing: LoadRun = {
  wanted: 0,
  accepted: 0,
  refused: 0,
  failed: 0,
  isStopped: false,
  isCutOff: false,
  phase: 'done',
  acks: [],
  points: [],
};

/** The latest load; undefined before the first. */
export const load = signal<LoadRun | undefined>(undefined);

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
  load.value = { ...nothing, wanted, phase: 'sending' };
  const timer = setInterval(() => {
    lookAtOutcomes(batch);
    addPoint(startedAt);
  }, pointMs);
  // For good: the stack that comes back on the port may be another one, which knows nothing of these rides.
  const unwatch = connection.subscribe((state) => {
    if (state === 'away') change({ isCutOff: true });
  });
  try {
    await follow(batch, startedAt, underWay(batch, branchMs));
  } finally {
    unwatch();
    clearInterval(timer);
    change({ phase: 'done' });
  }
}

async function follow(batch: string, startedAt: number, course: LoadUnderWay): Promise<void> {
  const isWatched = config.value?.insides === true;
  await sendRides(course);
  if (!isCutOff()) change({ phase: 'waiting' });
  if (isWatched && !isCutOff()) {
    await tellKept().catch(() => undefined);
    await untilDecided(course, startedAt + longestWaitMs - performance.now());
    lookAtOutcomes(batch);
  }
  if (isCutOff()) {
    // One call without an answer is no end of the stack: what it has accepted would hold drivers. When the page's event
    // stream ends, the backend cancels the rides by itself.
    if (isWatched && connection.value !== 'away') await release(batch);
    return;
  }
  change({ phase: 'releasing', tookMs: performance.now() - startedAt });
  if (!isWatched) return;
  const leftBehind = await release(batch);
  // Rides cancelled before their outcome are counted once the backend has received it.
  await untilDecided(course, settleMs, { whenStopped: true });
  lookAtOutcomes(batch);
  change({ leftBehind });
}

const isCutOff = (): boolean => load.value?.isCutOff === true;

function underWay(batch: string, branchMs: number): LoadUnderWay {
  return {
    facts: () => load.value ?? nothing,
    change,
    request: () =>
      askKept(batch, (idempotencyKey) => ridesApi().requestRide(aRide(branchMs), { waitSeconds: 0, idempotencyKey })),
    acknowledged: (ms) => {
      const { accepted, acks } = load.value ?? nothing;
      change({ accepted: accepted + 1, acks: [...acks, ms] });
    },
    outcomes: () => batches.value[batch],
  };
}

/** How many rides could not be cancelled; undefined when not known. */
const release = (batch: string): Promise<number | undefined> =>
  releaseRides(batch).then(
    ({ failed }) => failed,
    () => undefined,
  );

/** Rides that the stack no longer knows stay as they were. */
const lookAtOutcomes = (batch: string): void => change({ outcomes: batches.value[batch] ?? load.value?.outcomes });

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
