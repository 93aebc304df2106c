import { asDriver } from '../../cli/callers.ts';
import type { DriverStore } from '../../core/ports.ts';
import type { RideView } from '../../core/ride-view.ts';
import type { Api } from '../support/api.ts';
import { askBy, type Flow } from './flow.ts';

/** The flows that are compared, in the order of their turns. `limit` is the API of the limit's server. */
export function flowsOf(api: Api, limit: Api, drivers: Pick<DriverStore, 'release'>): [Flow, Flow, Flow] {
  const complete = (view: RideView) => completeRide(api, view);
  return [
    { name: 'parallel', ask: (...asked) => askBy(api, 'rides', ...asked), free: complete },
    { name: 'sequential', ask: (...asked) => askBy(api, 'sequential-rides', ...asked), free: complete },
    {
      name: 'limit',
      ask: (...asked) => askBy(limit, 'rides', ...asked),
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
