import { signal } from '@preact/signals';
import type { Flow, Ride, RideRequest } from '../../client/index.ts';
import { followRide } from './follow-ride.ts';
import { type Knob, knobs, ridesAtOnce, rideToRequest } from './knobs.ts';
import { forgetProgress } from './progress.ts';
import { ridesApi } from './rides-api.ts';
import { config, matched, remember } from './state.ts';

/** One side of the race. */
export interface Runner {
  readonly flow: Flow;
  /** `performance.now()` when it set off. */
  readonly startedAt: number;
  /** The first of its rides, as far as it is known. */
  readonly view?: Ride;
  /** When the first ride's answer was here, in milliseconds after the start. */
  readonly answeredMs?: number;
  /** The rides that are through. */
  readonly finished: readonly Ride[];
  readonly wanted: number;
  readonly fault?: string;
  /** The knobs that it was sent with. */
  readonly knobs: Readonly<Record<string, Knob>>;
}

/** The latest race; none before the first one. */
export const race = signal<Readonly<Record<Flow, Runner>> | undefined>(undefined);

/** `performance.now()`, told with every frame while a race runs. */
export const now = signal(0);

export const isOver = ({ finished, wanted, fault }: Runner): boolean =>
  fault !== undefined || finished.length >= wanted;

export const isRunning = (): boolean => race.value !== undefined && !Object.values(race.value).every(isOver);

/** Sends the same ride through both flows at the same time. */
export async function runRace(): Promise<void> {
  if (isRunning()) return;
  const earlier = race.value;
  const startedAt = performance.now();
  const runner = (flow: Flow): Runner => {
    const isThere = flow === 'parallel' || config.value?.simulation;
    return { flow, startedAt, finished: [], wanted: isThere ? ridesAtOnce.value : 0, knobs: knobs.value };
  };
  matched.value = undefined;
  forgetProgress();
  now.value = startedAt;
  race.value = { parallel: runner('parallel'), sequential: runner('sequential') };
  tick();
  const ride = rideToRequest();
  await Promise.all([run('parallel', ride), run('sequential', ride)]);
  // Its drivers are free again for others.
  if (earlier) giveBack(earlier);
}

function tick(): void {
  now.value = performance.now();
  if (isRunning()) requestAnimationFrame(tick);
}

async function run(flow: Flow, ride: RideRequest): Promise<void> {
  const rides = Array.from({ length: race.value?.[flow].wanted ?? 0 }, (_, index) => one(flow, ride, index === 0));
  try {
    await Promise.all(rides);
  } catch (error) {
    change(flow, { fault: (error as Error).message });
  }
}

async function one(flow: Flow, ride: RideRequest, isFirst: boolean): Promise<void> {
  const show = (view: Ride) => {
    if (isFirst) change(flow, { view });
  };
  const view =
    flow === 'parallel' ? await parallelRide(ride, show) : await ridesApi().requestRide(ride, { flow: 'sequential' });
  show(view);
  if (isFirst) arrived(flow, view);
  change(flow, { finished: [...(race.value?.[flow].finished ?? []), view] });
}

async function parallelRide(ride: RideRequest, show: (view: Ride) => void): Promise<Ride> {
  const accepted = await ridesApi().requestRide(ride, { waitSeconds: 0 });
  show(accepted);
  return followRide(accepted.rideId, show);
}

function arrived(flow: Flow, view: Ride): void {
  change(flow, { answeredMs: performance.now() - (race.value?.[flow].startedAt ?? 0) });
  remember(view.rideId, `${flow}, ${view.status}`);
  if (flow === 'parallel' && view.outcome) {
    matched.value = { driverId: view.outcome.driver.driverId, pickup: view.request.pickup };
  }
}

function change(flow: Flow, changes: Partial<Runner>): void {
  if (race.value) race.value = { ...race.value, [flow]: { ...race.value[flow], ...changes } };
}

function giveBack(past: Readonly<Record<Flow, Runner>>): void {
  const confirmed = Object.values(past).flatMap(({ finished }) =>
    finished.filter(({ status }) => status === 'confirmed'),
  );
  for (const { rideId } of confirmed)
    void ridesApi()
      .cancelRide(rideId)
      .catch(() => undefined);
}
