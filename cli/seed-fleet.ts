import { DriverHeartbeats, seedDrivers } from './driver-heartbeats.ts';
import type { FleetDriver } from './fleet.ts';
import { reportDriver } from './report-driver.ts';

const reportTo =
  (apiUrl: string) =>
  ({ driverId, report }: FleetDriver): Promise<void> =>
    reportDriver(apiUrl, driverId, report);

/** Has each driver of the fleet report to the API of a stack on this machine, and go on reporting until that is stopped. */
export const seedFleet = (apiUrl: string, fleet: readonly FleetDriver[]): Promise<DriverHeartbeats<FleetDriver>> =>
  seedDrivers(fleet, reportTo(apiUrl));

/** The same for a fleet that has just reported. */
export const keepFleet = (apiUrl: string, fleet: readonly FleetDriver[]): DriverHeartbeats<FleetDriver> =>
  new DriverHeartbeats(reportTo(apiUrl), fleet);
