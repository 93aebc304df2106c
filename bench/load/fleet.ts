import { asDriver } from '../../cli/callers.ts';
import { type DriverHeartbeats, heartbeatSeconds, seedDrivers as seed } from '../../cli/driver-heartbeats.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import type { Point } from '../../core/point.ts';
import type { Api } from '../support/api.ts';
import { placeIn } from './riders.ts';

const atOnce = 8;

interface Driver {
  readonly driverId: string;
  readonly position: Point;
}

/** Puts drivers on shift, evenly over the city, and has them report until that is stopped. */
export function seedDrivers(api: Api, drivers: number): Promise<DriverHeartbeats<Driver>> {
  const random = mulberry32(2);
  const fleet = Array.from({ length: drivers }, (_, index) => ({
    driverId: `driver-${index + 1}`,
    position: placeIn(random),
  }));
  return seed(fleet, (driver) => report(api, driver), { atOnce });
}

/** So many of the requests that a stage lets through are theirs. */
export const reportsPerSecond = (drivers: number): number => drivers / heartbeatSeconds;

async function report(api: Api, { driverId, position }: Driver): Promise<void> {
  const body = { position, product: 'standard', onShift: true };
  for (;;) {
    const { status } = await api.call('PUT', `drivers/${driverId}`, { headers: await asDriver(driverId), body });
    if (status === 200) return;
    if (status !== 429) throw new Error(`${driverId} could not go on shift: the API answered ${status}.`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
