import { expect } from 'vitest';
import { departures, routeOf } from './api-description.ts';
import type { Answer, RunningStack } from './running-stack.ts';

export interface Sent {
  readonly headers?: Record<string, string>;
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** Sends a request with these headers and no others of ours, and holds the answer to `docs/reference/openapi.yaml`. */
export async function send<Body = Record<string, unknown>>(
  { cloud }: RunningStack,
  method: string,
  path: string,
  { headers = {}, body }: Sent = {},
): Promise<Answer<Body>> {
  const response = await fetch(new URL(path, cloud.apiUrl), {
    method,
    headers,
    ...(body !== undefined && {
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    }),
  });
  const answer = { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  expect(departures(routeOf(method, path), answer), `${method} ${path} answers as described`).toEqual([]);
  return answer;
}
