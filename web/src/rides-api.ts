import { createClient, type RideClient } from '../../client/index.ts';
import { backend } from './backend.ts';
import { config } from './state.ts';

/** A token is given up a minute before its end. */
const marginMs = 60_000;

let known: { readonly token: string; readonly expiresAt: string } | undefined;
let asked: Promise<typeof known> | undefined;

/** The token of the page's rider, anew before it expires. */
export async function token(): Promise<string> {
  if (known === undefined || Date.parse(known.expiresAt) - Date.now() < marginMs) {
    asked ??= backend.token().finally(() => {
      asked = undefined;
    });
    known = await asked;
  }
  return known?.token ?? '';
}

let client: RideClient | undefined;

/** The API, for the page's rider. */
export function ridesApi(): RideClient {
  const apiUrl = config.value?.apiUrl ?? '/';
  client ??= createClient({ baseUrl: new URL(apiUrl, location.href).href, token });
  return client;
}
