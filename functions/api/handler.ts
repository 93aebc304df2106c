import { apiHandler, type Route } from '../../adapters/http/api-handler.ts';
import { rideTerms } from '../../adapters/http/ride-command.ts';
import { cancelRide, completeRide } from './end-ride.ts';
import { getRide } from './get-ride.ts';
import { listRides } from './list-rides.ts';
import { type ApiPorts, apiPorts, portsInTime } from './ports.ts';
import { postRide } from './post-ride.ts';
import { putDriver } from './put-driver.ts';

const ports = apiPorts();
const terms = rideTerms();

/**
 * A route whose calls wait no longer than the time that remains to answer. Rides that it has moved on are counted before the
 * function may be frozen.
 */
const inTime =
  (route: (ports: ApiPorts) => Route): Route =>
  async (event, left) => {
    const answer = await route(portsInTime(ports, left))(event, left);
    await ports.admission.tell();
    return answer;
  };

export const handler = apiHandler({
  'POST /rides': inTime((ports) => postRide(ports, terms)),
  'GET /rides': { withQuery: inTime(listRides) },
  'GET /rides/{rideId}': inTime(getRide),
  'POST /rides/{rideId}/cancel': inTime(cancelRide),
  'POST /rides/{rideId}/complete': inTime(completeRide),
  'PUT /drivers/{driverId}': inTime(putDriver),
});
