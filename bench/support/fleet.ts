import { each } from '../../cli/each.ts';
import type { FleetDriver } from '../../cli/fleet.ts';
import { reportDriver } from '../../cli/report-driver.ts';

/**
 * How long a driver's report stays valid where processor time is measured. One report lasts for the run, so that no ride is
 * charged for reports.
 */
export const freshSeconds = 3_600;

/** Several times as many as rides hold at once: there is a driver near each of them. */
export const driversOnShift = 2_000;

const atOnce = 8;

/** Has each driver report once. */
export const reportOnce = (apiUrl: string, fleet: readonly FleetDriver[]): Promise<void> =>
  each(fleet, atOnce, ({ driverId, report }) => reportDriver(apiUrl, driverId, report));
