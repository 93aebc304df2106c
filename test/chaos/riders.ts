import { asDriver } from '../../cli/callers.ts';
import { type DriverHeartbeats, seedDrivers } from '../../cli/driver-heartbeats.ts';
import { each } from '../../cli/each.ts';
import { type Api, apiAt } from './api.ts';
import { type Promised, type RiderPorts, ride } from './rider.ts';
import type { Scenario } from './scenario.ts';

type Driver = Scenario['drivers'][number];

/** Drivers report through the API, some at a time, and go on doing it until that is stopped: faults meet reports, too. */
export function putOnShift(apiUrl: string, { drivers }: Scenario): Promise<DriverHeartbeats<Driver>> {
  const api = apiAt(apiUrl);
  return seedDrivers(drivers, (driver) => report(api, driver), { atOnce: 8, say: () => {} });
}

async function report(api: Api, { driverId, position }: Driver): Promise<void> {
  const body = { position, product: 'standard', onShift: true };
  const { status } = await api.call('PUT', `drivers/${driverId}`, await asDriver(driverId), body);
  if (status !== 200) throw new Error(`${driverId} could not go on shift: ${status}.`);
}

/** The riders of a scenario, so many at a time, in its order. */
export async function rideAll(
  ports: RiderPorts,
  { plans }: Scenario,
  atOnce: number,
  onProgress: (line: string) => void,
): Promise<Promised[]> {
  const promised: Promised[] = [];
  await each(plans, atOnce, async (plan) => {
    promised.push(await ride(ports, plan));
    if (promised.length % 100 === 0) onProgress(`${promised.length} of ${plans.length} rides`);
  });
  return promised;
}
