import type { Route } from '../../adapters/http/api-handler.ts';
import { preferOf, waitingOf } from '../../adapters/http/prefer.ts';
import { rideLocation } from '../../adapters/http/problem.ts';
import { rideCommandOf, type rideTerms } from '../../adapters/http/ride-command.ts';
import { requestRide } from '../../core/request-ride.ts';
import type { ApiPorts } from './ports.ts';
import { waitedAnswer } from './waited-answer.ts';

const defaultWaitSeconds = 10;

/** `POST /rides`: accepts a ride and waits for its outcome as long as the caller wants. */
export const postRide =
  (ports: ApiPorts, terms: ReturnType<typeof rideTerms>): Route =>
  async (event, left) => {
    const command = rideCommandOf(await ports.identity.riderIdOf(event), event, terms);
    const waiting = waitingOf(preferOf(event), defaultWaitSeconds);
    const ride = await requestRide(ports, command, terms);
    const location = rideLocation(event.requestContext.path, ride.rideId);
    return waitedAnswer(ports, ride, waiting, left, { unknown: 202, location });
  };
