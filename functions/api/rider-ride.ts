import type { APIGatewayProxyEvent } from 'aws-lambda';
import { notFound } from '../../adapters/http/parse.ts';
import { pathParameter } from '../../adapters/http/path-parameter.ts';
import type { Ride } from '../../core/ride.ts';
import { isRideId } from '../../core/ride-id.ts';
import type { ApiPorts } from './ports.ts';

/** The ride of the path, if it is the caller's. For other callers it does not exist. */
export async function riderRide({ rides, identity }: ApiPorts, event: APIGatewayProxyEvent): Promise<Ride> {
  const riderId = await identity.riderIdOf(event);
  return theRide({ rides }, event, (ride) => ride.riderId === riderId);
}

/** The ride of the path, if the caller may see it. */
export async function theRide(
  { rides }: Pick<ApiPorts, 'rides'>,
  event: APIGatewayProxyEvent,
  isTheirs: (ride: Ride) => boolean,
): Promise<Ride> {
  const forms = pathParameter(event, 'rideId');
  // DynamoDB refuses keys that are too long.
  const rideId = forms.find(isRideId);
  const ride = rideId === undefined ? undefined : await rides.get(rideId, 'latest');
  if (ride === undefined || !isTheirs(ride)) throw notFound(`ride ${rideId ?? forms[0]}`);
  return ride;
}
