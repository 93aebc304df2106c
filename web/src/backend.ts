import type {
  Caller,
  ConsoleConfig,
  ConsoleToken,
  DeadLetterMessages,
  RedriveResult,
  ReleaseResult,
  RideHolds,
  RideList,
  RideTrace,
} from '../../cli/console/protocol.ts';

import { tokenOfSession } from './sign-in.ts';
import { config } from './state.ts';

/** A call that was refused or not answered; the message is for the user. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** The response's status; 0 when there was none. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Fetches any response. Throws `CallError` when there is none. */
export const fetchAnswer = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, init).catch(() => {
    throw new CallError(0, 'The stack does not answer. Is it running?');
  });

/** Fetches JSON. Throws `CallError`. */
export async function fetchJson<Answer>(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetchAnswer(url, init);
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as Answer;
  const { detail, message } = (body ?? {}) as { detail?: string; message?: string };
  throw new CallError(response.status, detail ?? message ?? `The stack answered ${response.status}.`);
}

/** Posts JSON. Throws `CallError`. */
export const post = <Answer>(path: string, body: unknown): Promise<Answer> =>
  fetchJson(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** The calls of the console's own backend. Every call throws `CallError`. */
export const backend = {
  config: () => fetchJson<ConsoleConfig>('/_console/config'),
  /** The token of the signed-in user; without sign-in, the backend signs one for any caller. */
  token: async (caller: Caller) =>
    config.value?.signIn ? tokenOfSession() : post<ConsoleToken>('/_console/token', caller),
  deadLetters: (queue: string) =>
    fetchJson<DeadLetterMessages>(`/_console/dead-letters?queue=${encodeURIComponent(queue)}`),
  redrive: (queue: string) => post<RedriveResult>('/_console/redrive', { queue }),
  releaseRides: (page: string, batch: string) => post<ReleaseResult>('/_console/release-rides', { page, batch }),
  rides: (state: string, text: string) =>
    fetchJson<RideList>(`/_console/rides?${new URLSearchParams({ state, text })}`),
  forgetRides: (page: string, batch: string) => post('/_console/forget-rides', { page, batch }),
  holds: (rideId: string) => fetchJson<RideHolds>(`/_console/holds?ride=${encodeURIComponent(rideId)}`),
  trace: (rideId: string) => fetchJson<RideTrace>(`/_console/trace?ride=${encodeURIComponent(rideId)}`),
};
