import type { RideView } from '../../core/ride-view.ts';
import { backend, fetchJson } from './backend.ts';
import { config } from './state.ts';

export type Flow = 'parallel' | 'sequential';

/** A token is given up a minute before its end. */
const marginMs = 60_000;

let token: Promise<{ readonly token: string; readonly expiresAt: string }> | undefined;

async function authorization(): Promise<string> {
  const known = await token?.catch(() => undefined);
  if (known === undefined || Date.parse(known.expiresAt) - Date.now() < marginMs) token = backend.token();
  return `Bearer ${(await (token as NonNullable<typeof token>)).token}`;
}

async function call<Answer>(method: string, path: string, prefer?: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { Authorization: await authorization() };
  if (prefer !== undefined) headers.Prefer = prefer;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return fetchJson<Answer>(`${config.value?.apiUrl}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** The API's calls, as the page's rider. Each throws `CallError`. */
export const ridesApi = {
  /** Resolves as soon as the ride is accepted. */
  request: (ride: unknown) => call<RideView>('POST', 'rides', 'respond-async', ride),
  /** Resolves with the outcome: there is nothing to see before. */
  requestSequential: (ride: unknown) => call<RideView>('POST', 'sequential-rides', undefined, ride),
  get: (rideId: string) => call<RideView>('GET', `rides/${rideId}`),
  cancel: (rideId: string) => call<RideView>('POST', `rides/${rideId}/cancel`, undefined, {}),
};
