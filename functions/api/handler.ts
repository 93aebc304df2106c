import { apiHandler } from '../../adapters/http/api-handler.ts';
import { rideTerms } from '../../adapters/http/ride-command.ts';
import { cancelRide, completeRide } from './end-ride.ts';
import { getRide } from './get-ride.ts';
import { listRides } from './list-rides.ts';
import { apiPorts } from './ports.ts';
import { postRide } from './post-ride.ts';
import { putDriver } from './put-driver.ts';

const ports = apiPorts();

export const handler = apiHandler({
  'POST /rides': postRide(ports, rideTerms()),
  'GET /rides': { withQuery: listRides(ports) },
  'GET /rides/{rideId}': getRide(ports),
  'POST /rides/{rideId}/cancel': cancelRide(ports),
  'POST /rides/{rideId}/complete': completeRide(ports),
  'PUT /drivers/{driverId}': putDriver(ports),
});
