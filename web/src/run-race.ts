import { signal } from '@preact/signals';
import { type Flow, NoAnswerError, ProblemError, type Ride, type RideRequest } from '../../client/index.ts';
import { forgetAftermath, watchAftermath } from './aftermath.ts';
import { followRide } from './follow-ride.ts';
import { knobs, ridesAtOnce, rideToRequest } from './knobs.ts';
import { forgetRides, keepRide, releaseRides } from './page-rides.ts';
import { firstHeard, forgetProgress } from './progress.ts';
import { ridesApi } from './rides-api.ts';
import { isOver, type Runner } from './runner.ts';
import { config, matched, remember } from './state.ts';
import type { Failure } from './tell-race.ts';

/** The latest race; undefined before the first. */
export const race = signal<Readonly<Record<Flow, Runner>> | undefined>(undefined);

let races = 0;

/** The batch id of the latest race's rides. */
const batch = (): string => `race ${races}`;

/** `performance.now()`, updated with every frame while a race runs. */
export const now = signal(0);

export const isRunning = (): boolean => race.value !== undefined && !Object.values(race.value).every(isOver);

/** Sends the same ride through both flows at the same time. */
export async function runRace(): Promise<void> {
  if (isRunning()) return;
  const earlier = race.value;
  const earlierBatch = batch();
  races += 1;
  const startedAt = performance.now();
  const ride = rideToRequest();
  const runner = (flow: Flow): Runner => {
    const isThere = flow === 'parallel' || config.value?.simulation;
    const wanted = isThere ? ridesAtOnce.value : 0;
    return { flow, startedAt, request: ride, finished: [], wanted, knobs: knobs.value };
  };
  matched.value = undefined;
  forgetProgress();
  forgetAftermath();
  now.value = startedAt;
  race.value = { parallel: runner('parallel'), sequential: runner('sequential') };
  tick();
  await Promise.all([run('parallel', ride), run('sequential', ride)]);
  // Its drivers become free for other rides.
  if (earlier) giveBack(earlier, earlierBatch);
}

function tick(): void {
  now.value = performance.now();
  if (isRunning()) requestAnimationFrame(tick);
}

async function run(flow: Flow, ride: RideRequest): Promise<void> {
  const { wanted = 0 } = race.value?.[flow] ?? {};
  const rides = Array.from({ length: wanted }, (_, index) => one(flow, ride, index === 0));
  try {
    await Promise.all(rides);
  } catch (error) {
    // Of several rides another one may have failed: the first one's response, if any, keeps its time.
    const answeredMs = race.value?.[flow].answeredMs ?? sinceStart(flow);
    change(flow, { failure: failureOf(error as Error), answeredMs });
  }
  // Progress can be attributed with certainty only to a single ride.
  if (wanted > 0) {
    watchAftermath(flow, {
      findRide: () => race.value?.[flow].view?.rideId ?? (wanted === 1 ? firstHeard(flow)?.rideId : undefined),
      isLogged: () => race.value?.[flow].view !== undefined,
    });
  }
}

/** The browser's own words say no more than that a call has failed, and the page's banner what to do. */
const failureOf = (error: Error): Failure => ({
  status: error instanceof ProblemError ? error.status : 0,
  message: error instanceof NoAnswerError ? 'the stack stopped answering' : error.message,
});

async function one(flow: Flow, ride: RideRequest, isFirst: boolean): Promise<void> {
  const show = (view: Ride) => {
    if (isFirst) change(flow, { view });
  };
  const view =
    flow === 'parallel' ? await parallelRide(ride, show) : await ridesApi().requestRide(ride, { flow: 'sequential' });
  keepRide(batch(), view.rideId);
  show(view);
  if (isFirst) arrived(flow, view);
  change(flow, { finished: [...(race.value?.[flow].finished ?? []), view] });
}

async function parallelRide(ride: RideRequest, show: (view: Ride) => void): Promise<Ride> {
  const accepted = await ridesApi().requestRide(ride, { waitSeconds: 0 });
  keepRide(batch(), accepted.rideId);
  show(accepted);
  return followRide(accepted.rideId, show);
}

function arrived(flow: Flow, view: Ride): void {
  change(flow, { answeredMs: sinceStart(flow) });
  const driverId = view.outcome?.driver.driverId;
  remember({ rideId: view.rideId, label: `${flow}, ${view.status}`, driverId });
  if (flow === 'parallel' && view.outcome) {
    matched.value = { driverId: view.outcome.driver.driverId, pickup: view.request.pickup };
  }
}

const sinceStart = (flow: Flow): number => performance.now() - (race.value?.[flow].startedAt ?? 0);

function change(flow: Flow, changes: Partial<Runner>): void {
  if (race.value) race.value = { ...race.value, [flow]: { ...race.value[flow], ...changes } };
}

function giveBack(past: Readonly<Record<Flow, Runner>>, pastBatch: string): void {
  if (config.value?.insides) {
    void releaseRides(pastBatch)
      .then(() => forgetRides(pastBatch))
      .catch(() => undefined);
    return;
  }
  const confirmed = Object.values(past).flatMap(({ finished }) =>
    finished.filter(({ status }) => status === 'confirmed'),
  );
  for (const { rideId } of confirmed)
    void ridesApi()
      .cancelRide(rideId)
      .catch(() => undefined);
}
