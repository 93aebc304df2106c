import { setTimeout as wait } from 'node:timers/promises';
import { asRider } from '../../cli/callers.ts';
import { cityCentre, fleetOf } from '../../cli/fleet.ts';
import { seedFleet } from '../../cli/seed-fleet.ts';
import type { RideView } from '../../core/ride-view.ts';
import { apiAt } from '../support/api.ts';
import type { ModelRide, RidesTable } from './rides-table.ts';

const drivers = 30;

/** Long enough to read the record before a branch has answered. */
const answerMs = 1_500;

const simulate = Object.fromEntries(
  ['driver-matching', 'eta', 'pricing', 'payment-check'].map((branch) => [branch, { delayMs: answerMs }]),
);

const request = {
  pickup: cityCentre,
  dropoff: { lat: 37.8044, lng: -122.2712 },
  paymentMethodId: 'pm_card_visa',
  simulate,
};

/** Requests a ride from the API, and keeps its record from before and after the flow has answered. */
export async function modelRide(apiUrl: string, table: RidesTable): Promise<ModelRide> {
  const parked = await seedFleet(apiUrl, fleetOf(drivers));
  const api = apiAt(apiUrl, 1);
  try {
    const headers = await asRider('rider-0');
    const accepted = await api.call<RideView>('POST', 'rides', {
      headers: { ...headers, prefer: 'respond-async' },
      body: request,
    });
    const { rideId } = accepted.body;
    const requested = await table.read(rideId);
    await wait(answerMs);
    const { body } = await api.call<RideView>('GET', `rides/${rideId}`, { headers: { ...headers, prefer: 'wait=20' } });
    if (requested.status !== 'requested' || body.status !== 'confirmed') {
      throw new Error(
        `The model ride should be requested, then confirmed. It was ${requested.status}, ${body.status}.`,
      );
    }
    return { requested, ended: await table.read(rideId) };
  } finally {
    await parked.stop();
    await api.close();
  }
}
