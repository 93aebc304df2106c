import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../adapters/http/problem.ts';
import { rideCommandOf } from '../../../adapters/http/ride-command.ts';
import { aRideRequest, expects, traceparent } from '../../support/rides.ts';

const terms = {
  expects,
  deadlineSeconds: 20,
  retentionDays: 30,
  ridesPerMinute: 10,
  simulation: true,
  loopbackWebhooks: false,
};

const anEvent = (body: unknown, headers: Record<string, string> = {}) =>
  ({
    headers,
    body: typeof body === 'string' || body === null ? body : JSON.stringify(body),
    isBase64Encoded: false,
  }) as unknown as APIGatewayProxyEvent;

const problemWith = (event: APIGatewayProxyEvent, with_ = terms) => {
  try {
    rideCommandOf('rider-1', event, with_);
  } catch (error) {
    const { status, code, faults } = problemOf(error);
    return { status, code, field: faults[0]?.field };
  }
  return undefined;
};

const { pickup, dropoff, paymentMethodId } = aRideRequest();
const good = { pickup, dropoff, paymentMethodId };

describe('a request for a ride', () => {
  it('is read with its rider, key and trace, and standard where it names no product', () => {
    const event = anEvent(good, { 'idempotency-key': 'key-1', traceparent });
    expect(rideCommandOf('rider-1', event, terms)).toEqual({
      riderId: 'rider-1',
      request: { ...good, product: 'standard' },
      idempotencyKey: 'key-1',
      traceparent,
    });
  });

  it('may be sent in Base64', () => {
    const body = Buffer.from(JSON.stringify(good)).toString('base64');
    expect(rideCommandOf('rider-1', { ...anEvent(body), isBase64Encoded: true }, terms).request).toMatchObject(good);
  });

  it.each<[string, unknown, number, string, string]>([
    ['nothing', null, 400, 'malformed_json', 'body'],
    ['no JSON', '{', 400, 'malformed_json', 'body'],
    ['a number', '7', 400, 'wrong_type', 'body'],
    ['null', 'null', 400, 'wrong_type', 'body'],
    ['a list', [good], 400, 'wrong_type', 'body'],
    ['a huge body', { ...good, paymentMethodId: 'x'.repeat(20_000) }, 413, 'body_too_large', 'body'],
    ['no pickup', { dropoff, paymentMethodId }, 400, 'missing_field', 'pickup'],
    ['half a pickup', { ...good, pickup: { lat: 1 } }, 400, 'missing_field', 'pickup.lng'],
    ['a pickup off the earth', { ...good, pickup: { lat: 91, lng: 0 } }, 400, 'out_of_range', 'pickup.lat'],
    ['a longitude as text', { ...good, dropoff: { lat: 1, lng: '2' } }, 400, 'wrong_type', 'dropoff.lng'],
    ['a place in three dimensions', { ...good, pickup: { ...pickup, alt: 3 } }, 400, 'unknown_field', 'pickup.alt'],
    ['an unknown product', { ...good, product: 'rickshaw' }, 400, 'unknown_value', 'product'],
    ['an odd payment method', { ...good, paymentMethodId: 'cash' }, 400, 'invalid_format', 'paymentMethodId'],
    ['an empty payment method', { ...good, paymentMethodId: '' }, 400, 'out_of_range', 'paymentMethodId'],
    ['an unknown field', { ...good, tip: 5 }, 400, 'unknown_field', 'tip'],
    ['an unknown branch', { ...good, simulate: { tea: { delayMs: 1 } } }, 400, 'unknown_branch', 'simulate.tea'],
    ['an unknown fault', { ...good, simulate: { eta: { fault: 'fire' } } }, 400, 'unknown_value', 'simulate.eta.fault'],
    [
      'a delay too long',
      { ...good, simulate: { eta: { delayMs: 60_001 } } },
      400,
      'out_of_range',
      'simulate.eta.delayMs',
    ],
    [
      'part of a millisecond',
      { ...good, simulate: { eta: { delayMs: 1.5 } } },
      400,
      'wrong_type',
      'simulate.eta.delayMs',
    ],
    ['a simulation that is a list', { ...good, simulate: [] }, 400, 'wrong_type', 'simulate'],
  ])('is refused when it is %s', (_, body, status, code, field) => {
    expect(problemWith(anEvent(body))).toEqual({ status, code, field });
  });

  it('is refused where it simulates and the stack does not', () => {
    const event = anEvent({ ...good, simulate: {} });
    expect(problemWith(event, { ...terms, simulation: false })).toEqual({
      status: 400,
      code: 'simulation_off',
      field: 'simulate',
    });
  });

  it.each(['http://127.0.0.1:9001/2018-06-01/runtime/invocation/next', 'https://localhost/', 'http://[::1]:8080/'])(
    'may name the machine itself only where that is local, and not because the stack simulates: %s',
    (webhookUrl) => {
      const event = anEvent({ ...good, webhookUrl });
      const local = { ...terms, simulation: false, loopbackWebhooks: true };
      expect(rideCommandOf('rider-1', event, local).request.webhookUrl).toBe(webhookUrl);
      expect(problemWith(event)).toEqual({ status: 400, code: 'invalid_webhook_url', field: 'webhookUrl' });
    },
  );

  it.each([
    ['with a space', 'a b'],
    ['that is empty', ''],
    ['that is too long', 'x'.repeat(256)],
    ['with an umlaut', 'schlüssel'],
  ])('is refused with a key %s', (_, key) => {
    expect(problemWith(anEvent(good, { 'idempotency-key': key }))).toEqual({
      status: 400,
      code: 'invalid_idempotency_key',
      field: 'Idempotency-Key',
    });
  });
});
