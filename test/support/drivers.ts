import type { DriverReport } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import type { AvailableDriver, DriverStore, Holder, LeaseTerms, Reported } from '../../core/ports.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { leaseUntil, requestedAt } from './rides.ts';

/** In tests, as by default, drivers are matched for so long after a report. */
export const driverFreshSeconds = 120;

export const aReport = (position: Point, more: Partial<DriverReport> = {}): DriverReport => ({
  position,
  product: 'standard',
  onShift: true,
  ...more,
});

/** A driver reports, on shift unless told otherwise. */
export const report = (
  drivers: Pick<DriverStore, 'report'>,
  driverId: string,
  position: Point,
  {
    now = requestedAt,
    reportedAt = now,
    ...more
  }: Partial<DriverReport> & { now?: Instant; reportedAt?: Instant } = {},
): Promise<Reported> => drivers.report(driverId, aReport(position, more), { now, reportedAt });

/** A ride that drivers are leased to and held by: requested when all rides of tests are, unless told otherwise. */
export const aHolder = (rideId: string, since: Instant = requestedAt): Holder => ({ rideId, requestedAt: since });

/** Leases a driver of the usual product, who has reported lately, until the usual moment. */
export const lease = (
  drivers: Pick<DriverStore, 'lease'>,
  driverId: string,
  ride: Holder,
  { now = requestedAt, ...terms }: Partial<LeaseTerms> = {},
): Promise<AvailableDriver | undefined> =>
  drivers.lease(driverId, ride, {
    product: 'standard',
    now,
    until: leaseUntil,
    reportedSince: plusMs(now, -driverFreshSeconds * 1000),
    ...terms,
  });
