import { asDriver } from '../../cli/callers.ts';
import { each } from '../../cli/each.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import type { Api } from '../support/api.ts';
import { placeIn } from './riders.ts';

const atOnce = 8;

/** Puts drivers on shift, evenly over the city. */
export async function seedDrivers(api: Api, drivers: number): Promise<void> {
  const random = mulberry32(2);
  const driverIds = Array.from({ length: drivers }, (_, index) => `driver-${index + 1}`);
  await each(driverIds, atOnce, (driverId) => report(api, driverId, random));
}

async function report(api: Api, driverId: string, random: () => number): Promise<void> {
  const body = { position: placeIn(random), product: 'standard', onShift: true };
  for (;;) {
    const { status } = await api.call('PUT', `drivers/${driverId}`, { headers: await asDriver(driverId), body });
    if (status === 200) return;
    if (status !== 429) throw new Error(`${driverId} could not go on shift: the API answered ${status}.`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
