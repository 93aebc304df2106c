import { each } from './each.ts';
import type { FleetDriver } from './fleet.ts';
import { reportDriver } from './report-driver.ts';

/** Few: each further caller has the API start another worker first, which takes longer than its reports. */
const atOnce = 3;

/** Reports each driver of the fleet to the API of a stack on this machine. */
export async function seedFleet(apiUrl: string, fleet: readonly FleetDriver[]): Promise<void> {
  await each(fleet, atOnce, ({ driverId, report }) => reportDriver(apiUrl, driverId, report));
}
