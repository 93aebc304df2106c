import { createClient, type RideClient } from '../client/index.ts';
import { defaultApi, defaultRider } from './defaults.ts';
import { urlOf } from './options.ts';
import { riderOf } from './rider-of.ts';

/** The options of every command that calls the API as a rider. */
export const riderOptions = {
  rider: { type: 'string' },
  token: { type: 'string' },
  api: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What they mean. */
export const riderUsage = `  --rider ID            who asks, of a stack on this machine; "${defaultRider}" by default
  --token TOKEN         who asks, of any stack: a rider's token from its issuer; $RIDE_REQUEST_TOKEN by default
  --api URL             the API, $RIDE_REQUEST_API or ${defaultApi} by default`;

interface Who {
  readonly rider?: string | undefined;
  readonly token?: string | undefined;
  readonly api?: string | undefined;
}

/** The API as a rider's own. Throws `CommandError` when the options do not say whose. */
export function riderClient(who: Who): RideClient {
  const baseUrl = urlOf(who.api ?? process.env.RIDE_REQUEST_API ?? defaultApi, '--api');
  return createClient({ baseUrl, token: riderOf(baseUrl, who, process.env) });
}

/** The options that have the next command speak of the same stack and the same rider. */
export function sameWho({ rider, api }: Who): string {
  return `${rider === undefined ? '' : ` --rider ${rider}`}${api === undefined || api === defaultApi ? '' : ` --api ${api}`}`;
}
