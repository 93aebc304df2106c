import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkTimeLimitMs, type StripePaymentsOptions, stripePayments } from '../../../adapters/stripe/payments.ts';
import { TimeLimitError } from '../../../adapters/time-limit.ts';
import { branches } from '../../../core/branches.ts';
import { deadPort } from '../../support/dead-port.ts';
import { describePaymentGateway } from '../../support/payment-gateway-contract.ts';
import { type Answer, disturbances, json } from '../../support/scripted-server.ts';
import { type StripeMethod, type StripeServer, startStripeServer, stripeError } from '../../support/stripe-server.ts';

const live = (setUp: StripeMethod['setUp'], customer: string | null = 'cus_1'): StripeMethod => ({
  customer,
  livemode: true,
  setUp,
});
const refused = (decline_code: string) => live({ code: 'card_declined', decline_code });

const methods = {
  pm_saved: live({ status: 'succeeded' }),
  pm_unsaved: live({ status: 'succeeded' }, null),
  pm_of_rider: { ...live({ status: 'succeeded' }), metadata: { riderId: 'auth0|1' } },
  pm_of_nobody: { ...live({ status: 'succeeded' }), metadata: { plan: 'gold' } },
  pm_stolen: refused('stolen_card'),
  pm_bank_asleep: refused('issuer_not_available'),
  pm_try_again: live({ code: 'processing_error' }),
  pm_wants_holder: refused('authentication_required'),
  pm_wants_page: live({ status: 'requires_action' }),
  pm_undecided: live({ status: 'processing' }),
};

let server: StripeServer;
let keysRead: number;
beforeEach(async () => {
  server = await startStripeServer(methods);
  keysRead = 0;
});
afterEach(() => server.stop());

/** Nothing that is answered takes so long. */
const patient = { requestTimeoutMs: 30_000, timeLimitMs: 120_000 };

const gatewayOn = ({ apiKey, port }: StripeServer, options: Partial<StripePaymentsOptions> = {}) =>
  stripePayments({
    apiKey: async () => apiKey,
    server: { protocol: 'http', host: '127.0.0.1', port },
    ...patient,
    ...options,
  });

const gateway = (options: Partial<StripePaymentsOptions> = {}) => {
  const apiKey = async () => {
    keysRead += 1;
    return server.apiKey;
  };
  return gatewayOn(server, { apiKey, ...options });
};

describePaymentGateway('Stripe', gateway, {
  good: 'pm_card_visa',
  declined: 'pm_card_visa_chargeDeclined',
  withoutFunds: 'pm_card_visa_chargeDeclinedInsufficientFunds',
  expired: 'pm_card_chargeDeclinedExpiredCard',
});

describe('a payment check by Stripe', () => {
  it('sets the method up for its customer, for payments that nobody is there for, under the key that it is given', async () => {
    expect(await gateway().check('pm_saved', 'ride_1', 'rider-1')).toEqual({ valid: true });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/payment_methods/pm_saved?expand[0]=customer',
      'POST /v1/setup_intents',
    ]);
    expect(server.setUps()).toEqual([
      {
        key: 'ride_1',
        params: {
          payment_method: 'pm_saved',
          customer: 'cus_1',
          usage: 'off_session',
          confirm: 'true',
          'automatic_payment_methods[enabled]': 'true',
          'automatic_payment_methods[allow_redirects]': 'never',
        },
      },
    ]);
  });

  it('knows no live method that is not saved, and does not use it up', async () => {
    expect(await gateway().check('pm_unsaved', 'ride_1', 'rider-1')).toMatchObject({ code: 'payment_method_unknown' });
    expect(server.setUps()).toEqual([]);
  });

  it('accepts a method of a customer who is this rider, or of whom that is not known', async () => {
    expect(await gateway().check('pm_of_rider', 'ride_1', 'auth0|1')).toEqual({ valid: true });
    expect(await gateway().check('pm_of_nobody', 'ride_2', 'auth0|1')).toEqual({ valid: true });
  });

  it.each(['auth0|2', 'auth0|', 'AUTH0|1', 'auth0%7C1'])(
    'knows no method of a customer who is another rider than %s, and leaves it alone',
    async (riderId) => {
      const refusal = await gateway().check('pm_of_rider', 'ride_1', riderId);
      expect(refusal).toEqual(await gateway().check('pm_nobody_knows', 'ride_2', riderId));
      expect(server.setUps()).toEqual([]);
    },
  );

  it.each([
    ['pm_stolen', 'card_declined', undefined],
    ['pm_wants_holder', 'authentication_required', undefined],
    ['pm_wants_page', 'authentication_required', undefined],
    ['pm_bank_asleep', 'issuer_unavailable', true],
    ['pm_try_again', 'issuer_unavailable', true],
  ])('refuses %s as %s; may it be good later: %s', async (method, code, retryable) => {
    const refusal = await gateway().check(method, 'ride_1', 'rider-1');
    expect(refusal).toMatchObject({ valid: false, code });
    expect(refusal).toHaveProperty('message', expect.not.stringContaining(method));
    expect('retryable' in refusal ? refusal.retryable : undefined).toBe(retryable);
  });

  it('reads the key once, and again after Stripe has refused it', async () => {
    const payments = gateway();
    await Promise.all([
      payments.check('pm_card_visa', 'ride_1', 'rider-1'),
      payments.check('pm_card_visa', 'ride_2', 'rider-1'),
    ]);
    expect(keysRead).toBe(1);
    server.answerNext(stripeError(401, { type: 'invalid_request_error', code: 'api_key_expired' }));
    await expect(payments.check('pm_card_visa', 'ride_3', 'rider-1')).rejects.toThrow(
      'StripeAuthenticationError, status 401, code api_key_expired, request req_1',
    );
    expect(await payments.check('pm_card_visa', 'ride_3', 'rider-1')).toEqual({ valid: true });
    expect(keysRead).toBe(2);
  });

  it('reads the key again when it could not be read', async () => {
    const keys = [() => Promise.reject(new Error('no key yet')), async () => server.apiKey];
    const payments = gateway({ apiKey: () => keys.shift()?.() ?? expect.fail() });
    await expect(payments.check('pm_card_visa', 'ride_1', 'rider-1')).rejects.toThrow('no key yet');
    expect(await payments.check('pm_card_visa', 'ride_1', 'rider-1')).toEqual({ valid: true });
  });
});

describe('a payment check', () => {
  it.each([
    { param: 'mandate_data', code: 'parameter_missing' },
    { param: 'payment_method' },
    { code: 'payment_method_unactivated' },
    { code: 'payment_method_unexpected_state', param: 'payment_intent' },
  ])('takes what Stripe says of the method alone for a refusal: %o', async (error) => {
    server.answerNext(stripeError(400, { type: 'invalid_request_error', ...error }));
    const check = await gateway().check('pm_card_visa', 'ride_1', 'rider-1');
    expect(check).toMatchObject({ valid: false, code: 'payment_method_unusable' });
  });
});

describe('when Stripe cannot say, a payment check', () => {
  const inVain = (check: Promise<unknown>) => check.then(() => expect.fail('It was checked.'), String);

  it.each([
    [403, { type: 'invalid_request_error', code: 'more_permissions_required' }, 'StripePermissionError'],
    [400, { type: 'invalid_request_error', code: 'parameter_unknown' }, 'StripeInvalidRequestError'],
    [400, { type: 'idempotency_error' }, 'StripeIdempotencyError'],
    [429, { type: 'invalid_request_error', code: 'rate_limit' }, 'StripeRateLimitError'],
  ])('fails on %i %o', async (status, error, name) => {
    server.answerNext(stripeError(status, { ...error, message: "Not for 'pm_card_visa' with sk_test_*****des" }));
    const failure = await inVain(gateway().check('pm_card_visa', 'ride_1', 'rider-1'));
    expect(failure).toContain(`StripeFailedError: Stripe could not check a payment method: ${name}, status ${status}`);
    expect(failure).not.toMatch(/pm_card_visa|sk_test/);
    expect(server.requests).toHaveLength(1);
  });

  it('fails when the customer is not there any more, and takes nothing for a refusal', async () => {
    const error = { type: 'invalid_request_error', code: 'resource_missing', param: 'customer' };
    server.answerNext(json(200, { id: 'pm_saved', customer: 'cus_1', livemode: true }), stripeError(400, error));
    expect(await inVain(gateway().check('pm_saved', 'ride_1', 'rider-1'))).toContain('code resource_missing');
  });

  it('fails when the method comes to no end', async () => {
    expect(await inVain(gateway().check('pm_undecided', 'ride_1', 'rider-1'))).toContain('is processing');
  });

  it.each(['says what is not JSON', 'says nothing', 'breaks off'] as const)('fails when it %s', async (disturbance) => {
    server.answerNext(disturbances[disturbance]);
    const failure = await inVain(gateway().check('pm_card_visa', 'ride_1', 'rider-1'));
    expect(failure).toMatch(/^StripeFailedError: .*Stripe(API|Connection)Error/);
  });

  it('fails when nobody is there', async () => {
    const payments = gatewayOn({ ...server, port: deadPort });
    expect(await inVain(payments.check('pm_card_visa', 'ride_1', 'rider-1'))).toContain('StripeConnectionError');
  });

  it('fails in time, before its function does, and asks no further', async () => {
    expect(checkTimeLimitMs).toBeLessThan(branches['payment-check'].timeoutSeconds * 1_000 - 500);
    const asked = Promise.withResolvers<ServerResponse>();
    server.answerNext(asked.resolve);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const tooLate = expect(gateway({ timeLimitMs: 50 }).check('pm_card_visa', 'ride_1', 'rider-1')).rejects.toThrow(
      TimeLimitError,
    );
    const response = await asked.promise;
    await vi.advanceTimersByTimeAsync(50);
    await tooLate;
    json(200, { id: 'pm_card_visa', customer: null, livemode: false })(response);
    expect(await gateway().check('pm_card_visa', 'ride_2', 'rider-1')).toEqual({ valid: true });
    expect(server.setUps().map(({ key }) => key)).toEqual(['ride_2']);
  });
});

// At once, and so with a server each: before it asks again, Stripe's client waits for half a second.
describe.concurrent('a payment check asks once more, under the same key,', () => {
  const found = json(200, { id: 'pm_card_visa', customer: null, livemode: false });

  /** Checks a method with a Stripe that gives these answers to the request that sets it up. */
  async function checkedWith(...answers: readonly Answer[]) {
    const server = await startStripeServer();
    onTestFinished(() => server.stop());
    server.answerNext(found, ...answers);
    const hangs = answers.includes(disturbances['never answers']);
    const check = gatewayOn(server, hangs ? { requestTimeoutMs: 1_000 } : {}).check(
      'pm_card_visa',
      'ride_1',
      'rider-1',
    );
    return { said: await check.catch(String), keys: server.setUps().map(({ key }) => key) };
  }

  it.each([
    [
      'Stripe says that it should',
      stripeError(429, { type: 'invalid_request_error' }, { 'Stripe-Should-Retry': 'true' }),
    ],
    ['another request is under way', stripeError(409, { type: 'idempotency_error', code: 'lock_timeout' })],
    ['Stripe is down', stripeError(503, { type: 'api_error' })],
    ['the connection is closed', disturbances['closes the connection']],
    ['the answer does not come', disturbances['never answers']],
  ])('when %s', async (_, answer) => {
    expect(await checkedWith(answer)).toEqual({ said: { valid: true }, keys: ['ride_1', 'ride_1'] });
  });

  it('and not a third time', async () => {
    const down = stripeError(500, { type: 'api_error' });
    const { said, keys } = await checkedWith(down, down);
    expect(said).toContain('StripeAPIError, status 500');
    expect(keys).toEqual(['ride_1', 'ride_1']);
  });

  it('and not when Stripe says that it should not', async () => {
    const { said, keys } = await checkedWith(
      stripeError(500, { type: 'api_error' }, { 'Stripe-Should-Retry': 'false' }),
    );
    expect(said).toContain('StripeAPIError, status 500');
    expect(keys).toEqual(['ride_1']);
  });

  it('but under another when Stripe only repeats that it has failed', async () => {
    const repeated = { 'Stripe-Should-Retry': 'false', 'Idempotent-Replayed': 'true' };
    const failed = stripeError(500, { type: 'api_error' }, repeated);
    expect(await checkedWith(failed, failed)).toEqual({
      said: { valid: true },
      keys: ['ride_1', 'ride_1+', 'ride_1++'],
    });
  });
});
