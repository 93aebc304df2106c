import type { Caller, ConsoleToken } from '../../cli/console/protocol.ts';
import { createClient, type RideClient } from '../../client/index.ts';
import { backend } from './backend.ts';
import { config } from './state.ts';

/** A token is renewed a minute before it expires. */
const marginMs = 60_000;

/** The latest token of each caller. */
const asked = new Map<string, Promise<ConsoleToken>>();

/** A caller's token, renewed before it expires. Throws `CallError` or `SignInError`. */
export async function tokenOf(caller: Caller): Promise<string> {
  const name = `${caller.role} ${caller.id}`;
  const earlier = asked.get(name);
  const isOver = earlier === undefined || Date.parse((await earlier).expiresAt) - Date.now() < marginMs;
  // Another caller that waited for the same token may have requested one meanwhile.
  if (isOver && asked.get(name) === earlier) {
    const asking = backend.token(caller);
    asked.set(name, asking);
    asking.catch(() => asked.delete(name));
  }
  return (await asked.get(name))?.token ?? '';
}

/** The token of the page's rider. Throws as `tokenOf` does. */
export const token = (): Promise<string> => tokenOf({ role: 'rider', id: config.value?.riderId ?? '' });

let client: RideClient | undefined;

/** The API's address. */
export const apiUrl = (): string => new URL(config.value?.apiUrl ?? '/', location.href).href;

/** A client of the API for the page's rider. */
export function ridesApi(): RideClient {
  client ??= createClient({ baseUrl: apiUrl(), token });
  return client;
}
