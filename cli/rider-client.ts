import { createClient, type PushAddress, type RideClient } from '../client/index.ts';
import { apiUrlOf } from './api-url.ts';
import { valued } from './command.ts';
import { defaultApi, defaultRider } from './defaults.ts';
import { fetchInTime } from './fetch-in-time.ts';
import { pushAddressOf } from './push-address.ts';
import { isOnThisMachine, riderOf } from './rider-of.ts';
import { shellWord } from './shell-word.ts';
import { traceLinkAt } from './trace-link.ts';
import { readText, readToken, readUrl } from './values.ts';

/** The options of every command that calls the API as a rider. */
export const riderOptions = {
  rider: valued('--rider <id>', `the rider, for a stack on this machine; "${defaultRider}" by default`, readText),
  token: valued(
    '--token <token>',
    'the rider, for any stack: a token from its issuer; $RIDE_REQUEST_TOKEN by default',
    readToken,
  ),
  api: valued('--api <url>', `the API; $RIDE_REQUEST_API or ${defaultApi} by default`, readUrl),
} as const;

interface Who {
  readonly rider?: string | undefined;
  readonly token?: string | undefined;
  readonly api?: string | undefined;
}

/** A rider's access to the API. */
export interface RiderAccess {
  readonly client: RideClient;
  /** Where the rider receives updates of their rides, if that can be determined. */
  readonly push: (signal: AbortSignal) => Promise<PushAddress | undefined>;
  /** The console's page of a ride's trace, if there is a console. */
  readonly traceLink: (rideId: string) => Promise<string | undefined>;
  /** The options with which `trace` finds the stack where no embedded cloud serves the API. */
  readonly elsewhere: string;
}

/** A client of the API for a rider. Throws `CommandError` if the options do not identify the rider. */
export const riderClient = (who: Who): RideClient => riderAccess(who).client;

/** The same, with the addresses that go with it, and with another time limit of a call. */
export function riderAccess(who: Who, limitSeconds?: number): RiderAccess {
  const baseUrl = apiUrlOf(who.api, process.env);
  const token = riderOf(baseUrl, who, process.env);
  return {
    client: createClient({ baseUrl, token, fetch: fetchInTime(limitSeconds) }),
    push: (signal) => pushAddressOf(baseUrl, token, signal),
    traceLink: (rideId) => traceLinkAt(baseUrl, rideId),
    elsewhere: isOnThisMachine(baseUrl) ? ` --endpoint ${shellWord(emulatorOf(baseUrl))}` : ' --aws',
  };
}

/** An API may have a host name of its own, which the other services of an emulator do not. */
function emulatorOf(apiUrl: string): string {
  const { protocol, port } = new URL(apiUrl);
  return `${protocol}//localhost${port && `:${port}`}`;
}

/** The options with which the next command refers to the same stack and the same rider. */
export function sameWho({ rider, api }: Who): string {
  const options = { rider, api: api === defaultApi ? undefined : api };
  return Object.entries(options)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellWord(value)}`))
    .join('');
}
