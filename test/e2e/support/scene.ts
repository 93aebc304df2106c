import { DriverHeartbeats } from '../../../cli/driver-heartbeats.ts';
import type { Point } from '../../../core/point.ts';
import type { RideView } from '../../../core/ride-view.ts';
import type { Simulate } from '../../../core/simulation.ts';
import { eventually } from '../../support/eventually.ts';
import { unlessOverloaded } from '../../support/persistently.ts';
import { aRequest } from '../../support/places.ts';
import type { Deployment } from '../targets/target.ts';
import { type Answer, call } from './call.ts';
import { aCaller, type Caller } from './identity.ts';

/** What one scenario has to itself: riders, drivers and places that no other run of the suite has. */
export type Scene = ReturnType<typeof sceneOn>;

/** Where a scene is. Random, because a stack that outlives the suite may still know the drivers of an earlier run. */
const aPlace = (): Point => ({ lat: -55 + Math.random() * 50, lng: -160 + Math.random() * 320 });

const noDelay = { 'driver-matching': 0, eta: 0, pricing: 0, 'payment-check': 0 };

export function sceneOn(deployment: Deployment) {
  const { timeFactor } = deployment;
  const pickup = aPlace();
  const drivers: Caller[] = [];

  const report = async (driver: Caller, onShift: boolean) => {
    const body = { position: pickup, product: 'standard', onShift };
    const { status } = await call(deployment, driver, 'PUT', `drivers/${driver.id}`, { body });
    if (status !== 200) throw new Error(`The driver's report was answered ${status}.`);
  };
  const heartbeats = new DriverHeartbeats<Caller>((driver) => report(driver, true));

  return {
    deployment,
    pickup,
    /** A request from here whose branches are told what to suffer, and otherwise take no longer than their work. */
    request: (simulate: Simulate = {}, more: Record<string, unknown> = {}) => ({
      ...aRequest(pickup),
      simulate: { ...delays(noDelay), ...simulate },
      ...more,
    }),
    rider: async () => riderOn(deployment, await aCaller(deployment, 'rider')),
    /** A driver who is on shift here until the scene ends. */
    driver: async () => {
      const driver = await aCaller(deployment, 'driver');
      drivers.push(driver);
      await report(driver, true);
      heartbeats.add(driver);
      return driver.id;
    },
    /** Tries until it passes; the limit is the embedded cloud's. */
    eventually: <Result>(check: () => Promise<Result> | Result, limitMs = 60_000): Promise<Result> =>
      eventually(check, limitMs * timeFactor),
    end: async () => {
      await heartbeats.stop();
      await Promise.all(drivers.map((driver) => report(driver, false)));
    },
  };
}

/** What a request says to have branches take so many milliseconds. */
export const delays = (byBranch: Readonly<Record<string, number>>): Simulate =>
  Object.fromEntries(Object.entries(byBranch).map(([branch, delayMs]) => [branch, { delayMs }]));

/** What of an answer is the same each time it is given. */
const shown = ({ status, body }: Answer<RideView>) => ({ status, body });

function riderOn(deployment: Deployment, rider: Caller) {
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    call<RideView>(deployment, rider, method, path, { headers, body });
  const ask = async (...request: Parameters<typeof send>) => shown(await send(...request));
  /** The suite shares its stack with rides that fail on purpose: who is told that it is overloaded comes back when they are told to. */
  const requests = async (request: unknown, headers: Record<string, string>) =>
    shown(await unlessOverloaded(() => send('POST', 'rides', headers, request)));
  const looksAt = (rideId: string) => ask('GET', `rides/${rideId}`, { Prefer: 'wait=20' });
  return {
    asks: (request: unknown, headers: Record<string, string> = {}) => requests(request, headers),
    /** Asks and comes back without an outcome. */
    asksAsync: (request: unknown) => requests(request, { Prefer: 'respond-async' }),
    /** Asks the flow that works on one branch after the other. */
    asksInSequence: (request: unknown) => ask('POST', 'sequential-rides', {}, request),
    looksAt,
    /** The ride once it has an outcome; its deadline sees to that. */
    hearsOf: async (rideId: string): Promise<RideView> => {
      for (;;) {
        const { body } = await looksAt(rideId);
        if (body.status !== 'requested') return body;
      }
    },
    cancels: (rideId: string) => ask('POST', `rides/${rideId}/cancel`),
  };
}
