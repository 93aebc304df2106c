import type { City, DriverPlace } from '../../cli/console/protocol.ts';

/** How long a driver's marker takes to move to a newly reported position. */
const glideMs = 2_000;

/** Where drivers are drawn: between two reports, on the straight line from one position to the other. */
export function movingDrivers() {
  let from = new Map<string, DriverPlace>();
  let to: readonly DriverPlace[] = [];
  let since = 0;
  let isMoving = false;
  const at = (now: number): DriverPlace[] => {
    const share = isMoving ? Math.min(1, (now - since) / glideMs) : 1;
    return to.map((driver) => {
      const start = from.get(driver.driverId) ?? driver;
      return {
        ...driver,
        lat: start.lat + (driver.lat - start.lat) * share,
        lng: start.lng + (driver.lng - start.lng) * share,
      };
    });
  };
  return {
    at,
    /** Updates the reported positions. */
    report: ({ drivers }: City, now: number): void => {
      from = new Map(at(now).map((driver) => [driver.driverId, driver]));
      to = drivers;
      since = now;
      isMoving = drivers.some(({ driverId, lat, lng }) => {
        const start = from.get(driverId);
        return start !== undefined && (start.lat !== lat || start.lng !== lng);
      });
    },
    /** Whether the next frame will differ. */
    isMoving: (now: number): boolean => isMoving && now - since < glideMs,
  };
}
