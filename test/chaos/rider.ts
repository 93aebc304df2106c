import { setTimeout as wait } from 'node:timers/promises';
import { asDriver, asRider } from '../../cli/callers.ts';
import type { DriverRideView, RideView } from '../../core/ride-view.ts';
import type { Answer, Api } from './api.ts';
import type { RidePlan } from './scenario.ts';
import { traceparentFor } from './trace.ts';

/** A request for a ride, and how it was answered. */
export interface Asked {
  readonly traceparent: string;
  readonly status: number;
  readonly code: string | undefined;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** What the API has told a rider, and the ride's driver: every answer with a ride in it, in the order in which they came. */
export interface Promised {
  readonly plan: RidePlan;
  readonly asked: readonly Asked[];
  readonly answers: readonly (RideView | DriverRideView)[];
}

export interface RiderPorts {
  readonly api: Api;
  /** Ends workers abruptly. */
  readonly kill: (death: NonNullable<RidePlan['death']>) => Promise<void>;
}

/** A device tries again what it got no answer for; not for ever. */
const mostTries = 6;

/** Acts as the plan says, and keeps what it is told. */
export async function ride(ports: RiderPorts, plan: RidePlan): Promise<Promised> {
  const asked: Asked[] = [];
  const answers: (RideView | DriverRideView)[] = [];
  const told: Told = ({ view }) => {
    if (view) answers.push(view);
    return view;
  };
  await Promise.all([dieMeanwhile(ports, plan), toTheEnd(ports, plan, { told, asked })]);
  return { plan, asked, answers };
}

/** Keeps an answer. Returns the ride that it tells of. */
type Told = (answer: Answer) => RideView | DriverRideView | undefined;

async function dieMeanwhile({ kill }: RiderPorts, { death, pauseMs }: RidePlan): Promise<void> {
  if (death === undefined || death === 'after-answer') return;
  await wait(pauseMs);
  await kill(death);
}

/** Where a rider keeps what came of its calls. */
interface Notes {
  readonly told: Told;
  readonly asked: Asked[];
}

async function toTheEnd(ports: RiderPorts, plan: RidePlan, notes: Notes): Promise<void> {
  const { told } = notes;
  const call = async (method: string, path: string, headers: Record<string, string>) =>
    told(await retried(() => ports.api.call(method, path, headers)));
  let view = await requested(ports, plan, notes);
  if (view === undefined || plan.ending === 'leave') return;
  const { rideId } = view;
  const rider = await asRider(plan.riderId);

  if (plan.ending === 'cancel-early') {
    await wait(plan.pauseMs);
    await call('POST', `rides/${rideId}/cancel`, rider);
  }
  for (let tries = 0; view.status === 'requested' && tries < mostTries; tries += 1) {
    view = (await call('GET', `rides/${rideId}`, { ...rider, Prefer: 'wait=5' })) ?? view;
  }
  if (view.status !== 'confirmed') return;
  await wait(plan.pauseMs);
  const driver = await asDriver(view.outcome?.driver.driverId ?? '');
  if (plan.ending === 'complete') await call('POST', `rides/${rideId}/complete`, driver);
  if (plan.ending === 'cancel') await call('POST', `rides/${rideId}/cancel`, rider);
}

/** Asks for the ride, several times at once if the plan says so; one with a key asks again when nothing came back. */
async function requested({ api, kill }: RiderPorts, plan: RidePlan, { told, asked }: Notes): Promise<ReturnType<Told>> {
  let requests = 0;
  const headers = {
    ...(await asRider(plan.riderId)),
    Prefer: plan.waits ? 'wait=5' : 'respond-async',
    ...(plan.idempotencyKey && { 'Idempotency-Key': plan.idempotencyKey }),
  };
  const ask = async () => {
    requests += 1;
    const traceparent = traceparentFor(plan.traceId, requests);
    const sentAt = Date.now();
    const answer = await api.call('POST', 'rides', { ...headers, traceparent }, plan.request);
    asked.push({ traceparent, status: answer.status, code: answer.code, sentAt, answeredAt: Date.now() });
    if (plan.death === 'after-answer' && answer.view) await kill(plan.death);
    return answer;
  };
  const once = plan.idempotencyKey ? () => retried(ask) : () => letIn(ask);
  const views = (await Promise.all(Array.from({ length: plan.times }, once))).map(told);
  return views.find((view) => view !== undefined);
}

/** So often a device that is asked to come later does so. */
const mostTurnedAway = 100;

/** Until the request is not turned away: a 429 says that nothing has come of it. */
async function letIn(call: () => Promise<Answer>): Promise<Answer> {
  let answer = await call();
  for (let tries = 0; answer.status === 429 && tries < mostTurnedAway; tries += 1) {
    await wait(200);
    answer = await call();
  }
  return answer;
}

/** Until there is an answer that says something of the call: a 5xx, a 429 or a broken connection says nothing. */
async function retried(call: () => Promise<Answer>): Promise<Answer> {
  let answer = await letIn(call);
  for (let tries = 1; saysNothing(answer) && tries < mostTries; tries += 1) {
    await wait(50 * tries);
    answer = await letIn(call);
  }
  return answer;
}

const saysNothing = ({ status }: Answer): boolean => status === 0 || status === 429 || status >= 500;
