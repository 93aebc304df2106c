import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { NoAnswerError, ProblemError, UnreadableAnswerError } from './errors.ts';
import type { paths } from './schema.ts';
import type { ProblemCode } from './types.ts';

/** The API's address, and the caller. */
export interface ClientOptions {
  /** Including the stage, as printed by `npm start` and in the stack's output `ApiUrl`. */
  readonly baseUrl: string;
  /** A rider's or a driver's bearer token. A function is called before each request, so that it can renew the token. */
  readonly token?: string | (() => string | Promise<string>);
  /** Instead of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Every call of the API, by its path: `calls.GET('/rides/{rideId}', { params: { path: { rideId } } })`. */
export type Calls = Client<paths>;

/** The calls of an API. On failure each throws `ProblemError`, `NoAnswerError` or `UnreadableAnswerError`. */
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
    if (!response.ok)
      throw problemOf(request, response, await response.text().catch((error: unknown) => explain(request, error)));
    await response
      .clone()
      .json()
      .catch((error: unknown) => explain(request, error));
  },
  onError: ({ request, error }) => explain(request, error),
} satisfies Middleware;

function explain(request: Request, error: unknown): never {
  // A caller that aborts gets its own reason.
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
