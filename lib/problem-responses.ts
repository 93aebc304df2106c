import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { answerHeaders } from '../core/answer-headers.ts';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const mayHaveEffect =
  'The request may have taken effect. Repeat it with the same Idempotency-Key; if it had none, check GET /rides before you request a ride again.';

const badRequest: Problem = {
  status: 400,
  code: 'bad_request',
  title: 'Bad Request',
  detail: 'The gateway rejected the request as invalid.',
};
const unauthorized: Problem = {
  status: 401,
  code: 'unauthorized',
  title: 'Unauthorized',
  detail: 'The request needs a bearer token.',
  headers: { 'WWW-Authenticate': 'Bearer' },
};
const forbidden: Problem = {
  status: 403,
  code: 'forbidden',
  title: 'Forbidden',
  detail: 'The gateway denies the request.',
};
const notFound: Problem = {
  status: 404,
  code: 'not_found',
  title: 'Not Found',
  detail: 'The path or method does not exist.',
};
const bodyTooLarge: Problem = {
  status: 413,
  code: 'body_too_large',
  title: 'Content Too Large',
  detail: 'The body exceeds the limit of the gateway.',
};
const tooManyRequests: Problem = {
  status: 429,
  code: 'too_many_requests',
  title: 'Too Many Requests',
  detail: 'The service is throttling requests. Try again later.',
  headers: { 'Retry-After': '1' },
};
/** The function crashed or did not run; the gateway cannot tell which. */
const badGateway: Problem = {
  status: 502,
  code: 'bad_gateway',
  title: 'Bad Gateway',
  detail: `The service failed before it responded. ${mayHaveEffect}`,
};
const gatewayTimeout: Problem = {
  status: 504,
  code: 'gateway_timeout',
  title: 'Gateway Timeout',
  detail: `The service took too long to respond. ${mayHaveEffect}`,
};

/** The problem for each of the gateway's own answers. `DEFAULT_…` covers every type that is not listed. */
const problems: readonly (readonly [ResponseType, Problem])[] = [
  [ResponseType.DEFAULT_4XX, badRequest],
  [ResponseType.UNAUTHORIZED, unauthorized],
  [ResponseType.ACCESS_DENIED, forbidden],
  [ResponseType.EXPIRED_TOKEN, forbidden],
  [ResponseType.INVALID_API_KEY, forbidden],
  [ResponseType.WAF_FILTERED, forbidden],
  // The gateway's answers to unknown routes, without and with an Authorization header, which it takes for an AWS signature.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, notFound],
  [ResponseType.INVALID_SIGNATURE, notFound],
  [ResponseType.RESOURCE_NOT_FOUND, notFound],
  [ResponseType.REQUEST_TOO_LARGE, bodyTooLarge],
  [ResponseType.THROTTLED, tooManyRequests],
  [ResponseType.QUOTA_EXCEEDED, tooManyRequests],
  [ResponseType.DEFAULT_5XX, badGateway],
  [ResponseType.INTEGRATION_FAILURE, badGateway],
  [ResponseType.INTEGRATION_TIMEOUT, gatewayTimeout],
];

/** Gives the gateway's own errors the shape of the API's errors: RFC 9457 problem details with a stable code. */
export function addProblemResponses(api: RestApi, allowedOrigin: string | undefined): void {
  const common = { ...answerHeaders(allowedOrigin), 'Content-Security-Policy': unquotedPolicy };
  for (const [type, problem] of problems) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(problem.status),
      responseHeaders: quoted({ ...common, 'Content-Type': 'application/problem+json', ...problem.headers }),
      // The gateway selects the template by the request's Accept header, and falls back to this one.
      templates: { 'application/json': body(problem) },
    });
  }
}

function body({ status, code, title, detail }: Problem): string {
  return JSON.stringify({ type: `urn:ride-request:problem:${code}`, title, status, code, detail });
}

/** Blocks scripts, as the functions' own policy does, but contains no quotes, because the gateway encloses its values in them. */
const unquotedPolicy = 'sandbox';

/** The gateway takes a value in single quotes literally; without them it would be a reference. */
function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
