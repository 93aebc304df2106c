import { asDriver } from '../../cli/callers.ts';
import type { DriverStore } from '../../core/ports.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import type { RideView } from '../../core/ride-view.ts';
import type { Api } from '../support/api.ts';
import { askBy, type Flow } from './flow.ts';

/**
 * The flows that are compared, in the order of their turns. `limit` is the API of the limit's server. All ask to be `told` of
 * the ride's end, but the limit tells nobody.
 */
export function flowsOf(
  api: Api,
  limit: Api,
  drivers: Pick<DriverStore, 'release'>,
  told: Pick<RideRequest, 'webhookUrl' | 'receiptEmail'>,
): [Flow, Flow, Flow] {
  const complete = (view: RideView) => completeRide(api, view);
  const askAt =
    (at: Api, path: string): Flow['ask'] =>
    (trip, simulate) =>
      askBy(at, path, { ...trip, ...told }, simulate);
  return [
    { name: 'parallel', ask: askAt(api, 'rides'), free: complete },
    { name: 'sequential', ask: askAt(api, 'sequential-rides'), free: complete },
    {
      name: 'limit',
      ask: askAt(limit, 'rides'),
      // The ride is not recorded, so there is nothing to complete.
      free: ({ rideId, requestedAt, outcome }) =>
        drivers.release(outcome?.driver.driverId ?? '', { rideId, requestedAt }),
    },
  ];
}

async function completeRide(api: Api, { rideId, outcome }: RideView): Promise<void> {
  const headers = await asDriver(outcome?.driver.driverId ?? '');
  const { status } = await api.call('POST', `rides/${rideId}/complete`, { headers });
  if (status !== 200) throw new Error(`Ride ${rideId} could not be completed: the API answered ${status}.`);
}
