import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { NoAnswerError, ProblemError, UnreadableAnswerError } from './errors.ts';
import type { paths } from './schema.ts';
import type { ProblemCode } from './types.ts';

/** Where the API is, and who calls. */
export interface ClientOptions {
  /** With the stage in it, as `npm start` or the stack's output `ApiUrl` says it. */
  readonly baseUrl: string;
  /** A rider's or a driver's bearer token. A function is asked before each call, so that it can renew the token. */
  readonly token?: string | (() => string | Promise<string>);
  /** Instead of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Every call of the API, by its path: `calls.GET('/rides/{rideId}', { params: { path: { rideId } } })`. */
export type Calls = Client<paths>;

/** The calls of an API. Each throws `ProblemError`, `NoAnswerError` or `UnreadableAnswerError` when it comes to nothing. */
export function callsOf({ baseUrl, token, fetch }: ClientOptions): Calls {
  const calls = createFetchClient<paths>({ baseUrl, ...(fetch && { fetch }) });
  calls.use({ onRequest: ({ request }) => authorized(request, token), ...errors });
  return calls;
}

async function authorized(request: Request, token: ClientOptions['token']): Promise<Request> {
  const value = typeof token === 'function' ? await token() : token;
  if (value !== undefined) request.headers.set('Authorization', `Bearer ${value}`);
  return request;
}

const errors = {
  onResponse: async ({ request, response }) => {
    if (!response.ok) throw problemOf(request, response, await response.text());
    await response
      .clone()
      .json()
      .catch((error: unknown) => explain(request, error));
  },
  onError: ({ request, error }) => explain(request, error),
} satisfies Middleware;

function explain(request: Request, error: unknown): never {
  // Whoever has given a call up knows why.
  if (request.signal.aborted) throw error;
  throw error instanceof SyntaxError
    ? new UnreadableAnswerError(nameOf(request))
    : new NoAnswerError(nameOf(request), error);
}

function problemOf(request: Request, { status, headers }: Response, text: string): ProblemError {
  const { code, detail, field, rideId } = fieldsOf(text);
  const retryAfter = headers.get('Retry-After');
  return new ProblemError(nameOf(request), {
    status,
    code: code as ProblemCode | undefined,
    detail: detail ?? text.slice(0, 200),
    field,
    rideId,
    retryAfterSeconds: retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
  });
}

function fieldsOf(text: string): { readonly [field in 'code' | 'detail' | 'field' | 'rideId']: string | undefined } {
  const parsed = jsonOf(text);
  const field = (name: string) => (typeof parsed[name] === 'string' ? parsed[name] : undefined);
  return { code: field('code'), detail: field('detail'), field: field('field'), rideId: field('rideId') };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

const nameOf = ({ method, url }: Request): string => `${method} ${url}`;
