import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import type { RideView } from '../../core/ride-view.ts';

/** The API as riders and drivers call it, over kept-alive connections and with little client work. */
export interface Api {
  call<Body>(method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions): Promise<Answer<Body>>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface Answer<Body = RideView> {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Body;
  /** From sending the request to having read the answer. */
  readonly ms: number;
}

/** @param apiUrl ends in a slash, as a cloud's `apiUrl` does */
export function apiAt(apiUrl: string, connections: number): Api {
  const { origin, pathname } = new URL(apiUrl);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  return {
    call: async (method, path, { headers = {}, body } = {}) => {
      const startedAt = performance.now();
      const answer = await pool.request({
        method,
        path: pathname + path,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      const parsed = JSON.parse(text);
      return { status: answer.statusCode, headers: answer.headers, body: parsed, ms: performance.now() - startedAt };
    },
    close: () => pool.close(),
  };
}

/** Retries a throttled call after its `Retry-After`. */
export async function patiently<Body>(call: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  for (;;) {
    const answer = await call();
    if (answer.status !== 429) return answer;
    await wait(1_000 * Number(answer.headers['retry-after'] ?? 1));
  }
}
