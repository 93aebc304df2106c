import type { Route } from '../../adapters/http/api-handler.ts';
import { preferOf, waitingOf } from '../../adapters/http/prefer.ts';
import type { ApiPorts } from './ports.ts';
import { riderRide } from './rider-ride.ts';
import { waitedAnswer } from './waited-answer.ts';

/** `GET /rides/{rideId}`: the ride as it is, or, with `Prefer: wait=N`, as soon as its outcome is known. */
export const getRide =
  (ports: ApiPorts): Route =>
  async (event, left) => {
    const ride = await riderRide(ports, event);
    return waitedAnswer(ports, ride, waitingOf(preferOf(event), 0), left, { unknown: 200 });
  };
