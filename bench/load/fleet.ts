import { asDriver } from '../../cli/callers.ts';
import { type DriverHeartbeats, heartbeatSeconds, seedDrivers } from '../../cli/driver-heartbeats.ts';
import type { FleetDriver } from '../../cli/fleet.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import { type Api, patiently } from '../support/api.ts';
import { placeIn } from './riders.ts';

const atOnce = 8;

/** A number of drivers, evenly over the city. */
export function spreadFleet(drivers: number): FleetDriver[] {
  const random = mulberry32(2);
  return Array.from({ length: drivers }, (_, index) => ({
    driverId: `driver-${index + 1}`,
    report: { position: placeIn(random), product: 'standard', onShift: true },
  }));
}

/** Puts drivers on shift, and has them report until stopped. */
export const putOnShift = (api: Api, fleet: readonly FleetDriver[]): Promise<DriverHeartbeats<FleetDriver>> =>
  seedDrivers(fleet, (driver) => report(api, driver), { atOnce });

/** The rate at which they report, which counts against the stage's throttle. */
export const reportsPerSecond = (drivers: number): number => drivers / heartbeatSeconds;

async function report(api: Api, { driverId, report: body }: FleetDriver): Promise<void> {
  const headers = await asDriver(driverId);
  const { status } = await patiently(() => api.call('PUT', `drivers/${driverId}`, { headers, body }));
  if (status !== 200) throw new Error(`${driverId} could not go on shift: the API answered ${status}.`);
}
