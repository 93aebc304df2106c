import type { Caller } from '../../cli/console/protocol.ts';
import type { RideRequest } from '../../client/index.ts';
import type { Call } from './api-call.ts';

/** The API's address and the caller. */
export interface CurlTerms {
  readonly apiUrl: string;
  /** Undefined with sign-in: users have a token of their own. */
  readonly caller: Caller | undefined;
}

/** Quotes a word for the shell, whatever it contains. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same, but only where needed: the command stays readable. */
const word = (text: string): string => (/^[\w.-]+$/.test(text) ? text : quoted(text));

const authorization = (caller: Caller | undefined): string =>
  caller === undefined
    ? '-H "Authorization: Bearer $TOKEN"'
    : `-H "Authorization: Bearer $(npm run -s cli -- token --${caller.role} ${word(caller.id)})"`;

/** The command that makes a call. */
export function curlOf({ apiUrl, caller }: CurlTerms, { method, path, headers, body }: Call): string {
  const usual = body === undefined ? 'GET' : 'POST';
  return [
    'curl -s',
    ...(method === usual ? [] : [`-X ${method}`]),
    quoted(`${apiUrl}${path}`),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    authorization(caller),
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ].join(' ');
}

/** The command that reads a ride. */
export const curlOfRide = (terms: CurlTerms, rideId: string): string =>
  curlOf(terms, { method: 'GET', path: `rides/${rideId}`, headers: {} });

/** The command that requests such a ride. */
export const curlOfRequest = (terms: CurlTerms, flow: 'parallel' | 'sequential', request: RideRequest): string =>
  curlOf(terms, {
    method: 'POST',
    path: flow === 'parallel' ? 'rides' : 'sequential-rides',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
