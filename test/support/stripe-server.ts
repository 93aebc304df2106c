import {
  type Answer,
  json,
  type ReceivedRequest,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts';

/** A payment method as this server knows it. */
export interface StripeMethod {
  readonly customer: string | null;
  /** What the customer's metadata says. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly livemode: boolean;
  /** What becomes of setting it up. */
  readonly setUp: { readonly status: string } | { readonly code: string; readonly decline_code?: string };
}

export interface StripeServer extends ScriptedServer {
  readonly apiKey: string;
  /** What was posted to `/v1/setup_intents`. */
  setUps(): { readonly key: string | undefined; readonly params: Readonly<Record<string, string>> }[];
}

const apiKey = 'sk_test_51Rides';

/** Test methods are anybody's: https://docs.stripe.com/testing. */
const aTestMethod = (setUp: StripeMethod['setUp']): StripeMethod => ({ customer: null, livemode: false, setUp });

const testMethods: Readonly<Record<string, StripeMethod>> = {
  pm_card_visa: aTestMethod({ status: 'succeeded' }),
  pm_card_visa_chargeDeclined: aTestMethod({ code: 'card_declined', decline_code: 'generic_decline' }),
  pm_card_visa_chargeDeclinedInsufficientFunds: aTestMethod({
    code: 'card_declined',
    decline_code: 'insufficient_funds',
  }),
  pm_card_chargeDeclinedExpiredCard: aTestMethod({ code: 'expired_card' }),
};

/** An error as Stripe says it: https://docs.stripe.com/api/errors. */
export const stripeError = (
  status: number,
  error: Readonly<Record<string, unknown>>,
  headers: Record<string, string> = {},
): Answer => json(status, { error }, { 'Request-Id': 'req_1', ...headers });

/**
 * A server that speaks Stripe's API as far as payment methods are checked with it: bearer keys, form-encoded requests
 * (https://docs.stripe.com/api/setup_intents/create), JSON answers, and keys for idempotence, under which it repeats what
 * it has said (https://docs.stripe.com/api/idempotent_requests).
 */
export async function startStripeServer(methods: Readonly<Record<string, StripeMethod>> = {}): Promise<StripeServer> {
  const known = { ...testMethods, ...methods };
  const said = new Map<string, { readonly body: string; readonly answer: Answer }>();

  const once = (request: ReceivedRequest, answer: () => Answer): Answer => {
    const key = String(request.headers['idempotency-key']);
    const before = said.get(key);
    if (before === undefined) {
      const first = answer();
      said.set(key, { body: request.body, answer: first });
      return first;
    }
    return before.body === request.body ? before.answer : stripeError(400, { type: 'idempotency_error' });
  };

  const server = await startScriptedServer((request) => {
    if (request.headers.authorization !== `Bearer ${apiKey}`) return unauthorized;
    const { pathname, searchParams } = new URL(request.path, 'http://stripe');
    const [, id] = /^\/v1\/payment_methods\/(\w+)$/.exec(pathname) ?? [];
    const expands = [...searchParams].some(([name, value]) => name.startsWith('expand[') && value === 'customer');
    if (request.method === 'GET' && id) return retrieved(id, known[id], expands);
    if (`${request.method} ${pathname}` === 'POST /v1/setup_intents') return once(request, () => setUp(request, known));
    return stripeError(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${pathname})` });
  });

  return {
    ...server,
    apiKey,
    setUps: () =>
      server.requests
        .filter(({ method }) => method === 'POST')
        .map(({ headers, body }) => ({
          key: headers['idempotency-key'] as string | undefined,
          params: Object.fromEntries(new URLSearchParams(body)),
        })),
  };
}

const unauthorized = stripeError(401, {
  type: 'invalid_request_error',
  message: 'Invalid API Key provided: sk_test_*****des',
});

const missing = (id: string, status: number) =>
  stripeError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such PaymentMethod: '${id}'`,
    param: 'payment_method',
  });

/** Objects are named by their ids, unless they are expanded: https://docs.stripe.com/expand */
function retrieved(id: string, method: StripeMethod | undefined, expands: boolean): Answer {
  if (method === undefined) return missing(id, 404);
  const { customer: customerId, livemode, metadata = {} } = method;
  const customer = expands && customerId !== null ? { id: customerId, object: 'customer', metadata } : customerId;
  return json(200, { id, object: 'payment_method', type: 'card', customer, livemode, card: { brand: 'visa' } });
}

function setUp({ headers, body }: ReceivedRequest, methods: Readonly<Record<string, StripeMethod>>): Answer {
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
    return stripeError(400, { type: 'invalid_request_error', message: 'Invalid request body' });
  }
  const params = new URLSearchParams(body);
  const id = params.get('payment_method') ?? '';
  const method = methods[id];
  if (method === undefined) return missing(id, 400);
  if (method.customer !== params.get('customer')) {
    return stripeError(400, { type: 'invalid_request_error', message: 'The payment method is of another customer.' });
  }
  if ('status' in method.setUp) return json(200, { id: 'seti_1', object: 'setup_intent', ...method.setUp });
  const message = `Your card was declined (${id}).`;
  return stripeError(402, { type: 'card_error', message, ...method.setUp });
}
