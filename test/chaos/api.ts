import type { DriverRideView, RideView } from '../../core/ride-view.ts';

/** An answer, or none: status 0 when the connection broke. */
export interface Answer {
  readonly status: number;
  /** Of a problem. */
  readonly code: string | undefined;
  readonly view: RideView | DriverRideView | undefined;
}

export interface Api {
  call(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer>;
}

/** No call of the API may take longer, whatever happens behind it. */
const patienceMs = 40_000;

/** The API as a rider's or a driver's device sees it: a call may fail in any way. */
export function apiAt(url: string): Api {
  return {
    call: async (method, path, headers, body) => {
      try {
        const response = await fetch(new URL(path, url), {
          method,
          headers: { 'Content-Type': 'application/json', ...headers },
          signal: AbortSignal.timeout(patienceMs),
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const { status, ok } = response;
        const answer = (await response.json()) as (RideView | DriverRideView) & { readonly code?: string };
        return ok ? { status, code: undefined, view: answer } : { status, code: answer.code, view: undefined };
      } catch {
        return { status: 0, code: undefined, view: undefined };
      }
    },
  };
}
