import { json, type Route } from '../../adapters/http/api-handler.ts';
import { parseNoBody } from '../../adapters/http/parse.ts';
import { count } from '../../adapters/lambda/metric-lines.ts';
import { logRide } from '../../adapters/lambda/ride-log.ts';
import { type End, endRide } from '../../core/end-ride.ts';
import { metricNames } from '../../core/metrics.ts';
import type { Ride } from '../../core/ride.ts';
import { driverView, rideView } from '../../core/ride-view.ts';
import type { ApiPorts } from './ports.ts';
import { riderRide, theRide } from './rider-ride.ts';

/** `POST /rides/{rideId}/cancel`: the rider cancels the ride. */
export const cancelRide =
  (ports: ApiPorts): Route =>
  async (event) => {
    parseNoBody(event);
    const ride = await riderRide(ports, event);
    return json(200, rideView(await end(ports, ride, 'cancelled')));
  };

/** `POST /rides/{rideId}/complete`: the ride's driver has brought the rider to the drop-off. */
export const completeRide =
  (ports: ApiPorts): Route =>
  async (event) => {
    const driverId = await ports.identity.driverIdOf(event);
    parseNoBody(event);
    const ride = await theRide(ports, event, ({ outcome }) => outcome?.driver.driverId === driverId);
    return json(200, driverView(await end(ports, ride, 'completed')));
  };

async function end(ports: ApiPorts, found: Ride, how: End): Promise<Ride> {
  const ended = (ride: Ride) => {
    count(metricNames.reached[how]);
    if (ride.outcome === undefined) ports.admission.left(ride);
  };
  const ride = await endRide({ ...ports, ended }, found, how);
  logRide(ride, 'ride ended', { status: ride.status });
  return ride;
}
