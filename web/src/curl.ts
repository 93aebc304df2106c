import type { RideRequest } from '../../client/index.ts';

/** Whose API it is, and who asks. */
export interface CurlTerms {
  readonly apiUrl: string;
  /** Empty where people sign in: they have a token of their own. */
  readonly riderId: string;
}

/** A shell's word, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const authorization = (riderId: string): string =>
  riderId === ''
    ? '-H "Authorization: Bearer $TOKEN"'
    : `-H "Authorization: Bearer $(npm run -s cli -- token --rider ${riderId})"`;

/** The command that looks a ride up. */
export const curlOfRide = ({ apiUrl, riderId }: CurlTerms, rideId: string): string =>
  `curl -s ${quoted(`${apiUrl}rides/${rideId}`)} ${authorization(riderId)}`;

/** The command that asks for such a ride. */
export function curlOfRequest(
  { apiUrl, riderId }: CurlTerms,
  flow: 'parallel' | 'sequential',
  request: RideRequest,
): string {
  const url = `${apiUrl}${flow === 'parallel' ? 'rides' : 'sequential-rides'}`;
  return `curl -s ${quoted(url)} -H 'Content-Type: application/json' ${authorization(riderId)} -d ${quoted(JSON.stringify(request))}`;
}
