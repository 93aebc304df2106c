import { setTimeout as wait } from 'node:timers/promises';
import { asDriver, asRider } from '../../cli/callers.ts';
import { seedDrivers } from '../../cli/driver-heartbeats.ts';
import { type Answer, type Api, apiAt } from '../chaos/api.ts';
import { northOf } from '../support/places.ts';

const area = { lat: 37.7, lng: -122.4 };
const drivers = 40;

/** Who come again and again: a token is kept for each, and what is kept must not grow. */
const riders = 200;

/** A ride is asked for, waited for and completed this often, whatever becomes of the one before. */
export interface Load {
  readonly completed: number;
  readonly failed: number;
  stop(): Promise<void>;
}

export async function startLoad(apiUrl: string, ridesPerSecond: number): Promise<Load> {
  const api = apiAt(apiUrl);
  const parked = await seedDrivers([...Array(drivers).keys()], (index) => report(api, `driver-${index}`, index));
  const underWay = new Set<Promise<void>>();
  const counts = { completed: 0, failed: 0 };
  const stopping = new AbortController();
  const start = async () => {
    for (let ride = 0; !stopping.signal.aborted; ride += 1) {
      const riding = rideToTheEnd(api, ride).then((done) => {
        counts[done ? 'completed' : 'failed'] += 1;
        underWay.delete(riding);
      });
      underWay.add(riding);
      await wait(1000 / ridesPerSecond, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const started = start();
  return {
    get completed() {
      return counts.completed;
    },
    get failed() {
      return counts.failed;
    },
    stop: async () => {
      stopping.abort();
      await started;
      await Promise.all(underWay);
      await parked.stop();
    },
  };
}

async function report(api: Api, driverId: string, index: number): Promise<void> {
  const body = { position: northOf(area, index / drivers), product: 'standard', onShift: true };
  const { status } = await api.call('PUT', `drivers/${driverId}`, await asDriver(driverId), body);
  if (status !== 200) throw new Error(`${driverId} could not go on shift: ${status}.`);
}

/** Asks again while the answer is not the outcome, as a device does: a ride that is left alone keeps its driver. */
async function rideToTheEnd(api: Api, ride: number): Promise<boolean> {
  const noDelay = { delayMs: 20 };
  const simulate = { 'driver-matching': noDelay, eta: noDelay, pricing: noDelay, 'payment-check': noDelay };
  const request = { pickup: area, dropoff: northOf(area, 5), paymentMethodId: 'pm_card_visa', simulate };
  const headers = { ...(await asRider(`rider-${ride % riders}`)), 'Idempotency-Key': `ride-${ride}` };
  const view = await untilAnswered(
    () => api.call('POST', 'rides', headers, request),
    ({ view }) => view !== undefined && view.status !== 'requested',
  );
  if (!view?.outcome) return false;
  const driver = await asDriver(view.outcome.driver.driverId);
  const completed = await untilAnswered(
    () => api.call('POST', `rides/${view.rideId}/complete`, driver),
    ({ status }) => status === 200,
  );
  return completed !== undefined;
}

const attempts = 10;

async function untilAnswered(call: () => Promise<Answer>, isEnough: (answer: Answer) => boolean) {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const answer = await call();
    if (isEnough(answer)) return answer.view;
    await wait(1_000);
  }
  return undefined;
}
