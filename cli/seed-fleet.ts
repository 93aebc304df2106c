import { DriverHeartbeats, seedDrivers } from './driver-heartbeats.ts';
import type { FleetDriver } from './fleet.ts';
import { reportDriver } from './report-driver.ts';

const reportTo =
  (apiUrl: string) =>
  ({ driverId, report }: FleetDriver): Promise<void> =>
    reportDriver(apiUrl, driverId, report);

/** Reports each driver of the fleet to the API of a stack on this machine, and keeps reporting them until stopped. */
export const seedFleet = (apiUrl: string, fleet: readonly FleetDriver[]): Promise<DriverHeartbeats<FleetDriver>> =>
  seedDrivers(fleet, reportTo(apiUrl));

/** The same for a fleet whose drivers have just reported. */
export const keepFleet = (apiUrl: string, fleet: readonly FleetDriver[]): DriverHeartbeats<FleetDriver> =>
  new DriverHeartbeats(reportTo(apiUrl), fleet);
