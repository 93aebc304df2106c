import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { asDriver, asRider } from '../../cli/callers.ts';
import { bodyDepartures } from '../support/api-description.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace, aRequest } from '../support/places.ts';
import { recordsOf } from '../support/records.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { type Sent, send } from '../support/send.ts';
import { sharedStack } from '../support/shared-stack.ts';
import { useUpQuota } from '../support/used-up-quota.ts';

/** The problem that a malformed request is to be answered with. Without a field, the request is at fault as a whole. */
interface Problem {
  readonly status: number;
  readonly code: string;
  readonly field?: string;
}

type Row = [fault: string, sent: unknown, problem: Problem];

const bad = (code: string, field: string): Problem => ({ status: 400, code, field });

const request = aRequest();
const { pickup, dropoff } = request;
const without = (...fields: string[]) =>
  Object.fromEntries(Object.entries(request).filter(([field]) => !fields.includes(field)));
const simulating = (simulate: unknown) => ({ ...request, simulate });
/** The request in text, with something in it that JSON.stringify would not write. */
const withLatitude = (text: string) => JSON.stringify(request).replace(String(pickup.lat), text);

/** Bodies of `POST /rides` that its schema refuses, and so has the description to refuse. */
const bodies: Row[] = [
  ['no pickup', without('pickup'), bad('missing_field', 'pickup')],
  ['no drop-off', without('dropoff'), bad('missing_field', 'dropoff')],
  ['no payment method', without('paymentMethodId'), bad('missing_field', 'paymentMethodId')],
  ['no field at all', {}, bad('missing_field', 'pickup')],
  ['a pickup without latitude', { ...request, pickup: { lng: 1 } }, bad('missing_field', 'pickup.lat')],
  ['an array', [request], bad('wrong_type', 'body')],
  ['null', null, bad('wrong_type', 'body')],
  ['a number', 7, bad('wrong_type', 'body')],
  ['null for a pickup', { ...request, pickup: null }, bad('wrong_type', 'pickup')],
  ['text for a pickup', { ...request, pickup: '10,-150' }, bad('wrong_type', 'pickup')],
  ['text for a latitude', { ...request, pickup: { ...pickup, lat: '10' } }, bad('wrong_type', 'pickup.lat')],
  ['null for a longitude', { ...request, dropoff: { ...dropoff, lng: null } }, bad('wrong_type', 'dropoff.lng')],
  ['a number for a payment method', { ...request, paymentMethodId: 4242 }, bad('wrong_type', 'paymentMethodId')],
  ['a latitude above 90', { ...request, pickup: { ...pickup, lat: 90.001 } }, bad('out_of_range', 'pickup.lat')],
  ['a latitude below -90', { ...request, dropoff: { ...dropoff, lat: -91 } }, bad('out_of_range', 'dropoff.lat')],
  ['a longitude above 180', { ...request, pickup: { ...pickup, lng: 180.5 } }, bad('out_of_range', 'pickup.lng')],
  ['a longitude below -180', { ...request, dropoff: { ...dropoff, lng: -1e9 } }, bad('out_of_range', 'dropoff.lng')],
  ['a latitude beyond all numbers', withLatitude('1e999'), bad('wrong_type', 'pickup.lat')],
  ['an unknown product', { ...request, product: 'boat' }, bad('unknown_value', 'product')],
  ['null for a product', { ...request, product: null }, bad('unknown_value', 'product')],
  ['a payment method without pm_', { ...request, paymentMethodId: '4242' }, bad('invalid_format', 'paymentMethodId')],
  [
    'a payment method with a space',
    { ...request, paymentMethodId: 'pm_a b' },
    bad('invalid_format', 'paymentMethodId'),
  ],
  ['an empty payment method', { ...request, paymentMethodId: '' }, bad('out_of_range', 'paymentMethodId')],
  [
    'a long payment method',
    { ...request, paymentMethodId: `pm_${'x'.repeat(98)}` },
    bad('out_of_range', 'paymentMethodId'),
  ],
  ['an unknown field', { ...request, tip: 5 }, bad('unknown_field', 'tip')],
  ['a field of a prototype', `{"__proto__":{},${JSON.stringify(request).slice(1)}`, bad('unknown_field', '__proto__')],
  ['an unknown nested field', { ...request, pickup: { ...pickup, alt: 3 } }, bad('unknown_field', 'pickup.alt')],
  ['null for simulate', simulating(null), bad('wrong_type', 'simulate')],
  [
    'a simulated prototype',
    JSON.stringify(simulating(7)).replace('"simulate":7', '"simulate":{"__proto__":{}}'),
    bad('unknown_field', 'simulate.__proto__'),
  ],
  ['text for a simulated branch', simulating({ eta: 'slow' }), bad('wrong_type', 'simulate.eta')],
  ['an unknown fault', simulating({ eta: { fault: 'explode' } }), bad('unknown_value', 'simulate.eta.fault')],
  ['a negative delay', simulating({ eta: { delayMs: -1 } }), bad('out_of_range', 'simulate.eta.delayMs')],
  ['a delay above a minute', simulating({ eta: { delayMs: 60_001 } }), bad('out_of_range', 'simulate.eta.delayMs')],
  ['a broken delay', simulating({ eta: { delayMs: 1.5 } }), bad('wrong_type', 'simulate.eta.delayMs')],
  ['no times', simulating({ eta: { fault: 'crash', times: 0 } }), bad('out_of_range', 'simulate.eta.times')],
  ['an unknown simulated field', simulating({ eta: { slow: true } }), bad('unknown_field', 'simulate.eta.slow')],
];

/** Requests for a ride that something else is wrong with. */
const rideRequests: Row[] = [
  ['no body', {}, bad('malformed_json', 'body')],
  ['an empty body', { body: '' }, bad('malformed_json', 'body')],
  ['half a body', { body: JSON.stringify(request).slice(0, -1) }, bad('malformed_json', 'body')],
  ['a body in another format', { body: 'pickup=10,-150' }, bad('malformed_json', 'body')],
  [
    'a field twice, the second time in other letters',
    { body: JSON.stringify(request).replace('{', '{"\\u0070ickup":1,') },
    bad('repeated_field', 'pickup'),
  ],
  [
    'a nested field twice',
    { body: JSON.stringify(request).replace('"lat":', '"lat":1,"lat":') },
    bad('repeated_field', 'pickup.lat'),
  ],
  ['a field without a name', { body: { ...request, '': 1 } }, bad('unknown_field', '""')],
  ['bytes that are no text', { body: new Uint8Array([0x7b, 0xff, 0x7d]) }, bad('malformed_text', 'body')],
  [
    'a compressed body',
    { headers: { 'Content-Encoding': 'br' }, body: request },
    { status: 415, code: 'unsupported_encoding', field: 'Content-Encoding' },
  ],
  [
    'a body in another charset',
    { headers: { 'Content-Type': 'application/json; charset=iso-8859-1' }, body: request },
    { status: 415, code: 'unsupported_charset', field: 'Content-Type' },
  ],
  ['NaN for a latitude', { body: withLatitude('NaN') }, bad('malformed_json', 'body')],
  ['a body nested 8,000 deep', { body: '['.repeat(8_000) + ']'.repeat(8_000) }, bad('wrong_type', 'body')],
  ['an unknown branch', { body: simulating({ weather: { delayMs: 1 } }) }, bad('unknown_branch', 'simulate.weather')],
  [
    'a branch named like a property',
    { body: simulating({ constructor: {} }) },
    bad('unknown_branch', 'simulate.constructor'),
  ],
  [
    'a body above 16 KB',
    { body: { ...request, note: 'x'.repeat(16_384) } },
    { status: 413, code: 'body_too_large', field: 'body' },
  ],
  ['a body above 10 MB', { body: ' '.repeat(10 * 1024 * 1024 + 1) }, { status: 413, code: 'body_too_large' }],
  [
    'an idempotency key with a space',
    { headers: { 'Idempotency-Key': 'two words' }, body: request },
    bad('invalid_idempotency_key', 'Idempotency-Key'),
  ],
  [
    'an empty idempotency key',
    { headers: { 'Idempotency-Key': '' }, body: request },
    bad('invalid_idempotency_key', 'Idempotency-Key'),
  ],
  [
    'a long idempotency key',
    { headers: { 'Idempotency-Key': 'x'.repeat(256) }, body: request },
    bad('invalid_idempotency_key', 'Idempotency-Key'),
  ],
];

const query = (field: string): Problem => bad('unknown_parameter', field);
const noRoute: Problem = { status: 404, code: 'not_found' };
const noRide: Problem = { status: 404, code: 'ride_not_found' };

const rider = await asRider('rider-1');
const driver = await asDriver('driver-1');
const report = { position: aPlace(), onShift: true };

/** Requests of any kind: method, path, the rest of it. */
const requests: [fault: string, method: string, path: string, sent: Sent, problem: Problem][] = [
  ['there is no such path', 'GET', 'riders', { headers: rider }, noRoute],
  ['there is no path', 'GET', '', { headers: rider }, noRoute],
  ['there is no such method', 'DELETE', 'rides', { headers: rider }, noRoute],
  ['a ride cannot be replaced', 'PUT', 'rides/1', { headers: rider, body: request }, noRoute],
  ['a ride id is none', 'GET', 'rides/1', { headers: rider }, noRide],
  ['a ride id is too long for a key', 'GET', `rides/${'x'.repeat(3_000)}`, { headers: rider }, noRide],
  ['a ride id is not even text', 'GET', 'rides/%E0%A4%A', { headers: rider }, noRide],
  ['a look has a query', 'GET', 'rides/1?wait=5', { headers: rider }, query('wait')],
  ['a look has a query twice', 'GET', 'rides/1?wait=5&wait=6', { headers: rider }, bad('repeated_parameter', 'wait')],
  ['a query has no name', 'GET', 'rides/1?=5', { headers: rider }, query('""')],
  ['a list has a malformed length', 'GET', 'rides?limit=%zz', { headers: rider }, bad('invalid_format', 'limit')],
  ['a list has a page number', 'GET', 'rides?page=2', { headers: rider }, query('page')],
  ['a list is of no rides', 'GET', 'rides?limit=0', { headers: rider }, bad('out_of_range', 'limit')],
  ['a list is of 101 rides', 'GET', 'rides?limit=101', { headers: rider }, bad('out_of_range', 'limit')],
  ['a list has no length', 'GET', 'rides?limit=', { headers: rider }, bad('invalid_format', 'limit')],
  ['a list has two lengths', 'GET', 'rides?limit=1&limit=2', { headers: rider }, bad('repeated_parameter', 'limit')],
  ['a list begins nowhere', 'GET', 'rides?next=', { headers: rider }, bad('invalid_cursor', 'next')],
  ['a list begins at no place', 'GET', 'rides?next=cmlkZQ', { headers: rider }, bad('invalid_cursor', 'next')],
  ['a request for a ride has a query', 'POST', 'rides?dry=1', { headers: rider, body: request }, query('dry')],
  [
    'a cancellation has a body',
    'POST',
    'rides/1/cancel',
    { headers: rider, body: { reason: 'late' } },
    bad('unknown_field', 'reason'),
  ],
  [
    'a completion has a body',
    'POST',
    'rides/1/complete',
    { headers: driver, body: { tip: 5 } },
    bad('unknown_field', 'tip'),
  ],
];

/** Bodies of `PUT /drivers/{driverId}`. */
const reports: Row[] = [
  ['no position', { onShift: true }, bad('missing_field', 'position')],
  ['no shift', { position: aPlace() }, bad('missing_field', 'onShift')],
  ['text for the shift', { ...report, onShift: 'yes' }, bad('wrong_type', 'onShift')],
  ['a position off the earth', { ...report, position: { lat: 0, lng: 181 } }, bad('out_of_range', 'position.lng')],
  ['an unknown product', { ...report, product: 'boat' }, bad('unknown_value', 'product')],
  ['an unknown nested field', { ...report, position: { ...aPlace(), alt: 3 } }, bad('unknown_field', 'position.alt')],
  ['an unknown field', { ...report, heldBy: 'ride_1' }, bad('unknown_field', 'heldBy')],
  ['a time as a number', { ...report, reportedAt: 1_772_614_800_000 }, bad('wrong_type', 'reportedAt')],
  ['a time without an offset', { ...report, reportedAt: '2026-03-04T09:00:00' }, bad('invalid_format', 'reportedAt')],
  ['a time without seconds', { ...report, reportedAt: '2026-03-04T09:00Z' }, bad('invalid_format', 'reportedAt')],
  [
    'a time with half an offset',
    { ...report, reportedAt: '2026-03-04T09:00:00+01' },
    bad('invalid_format', 'reportedAt'),
  ],
];

describe('a malformed request', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await sharedStack();
  });

  const refuses = async (method: string, path: string, sent: Sent, { status, code, field }: Problem) => {
    const answer = await send(stack, method, path, sent);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer).toMatchObject({ status, body: { status, code, type: `urn:ride-request:problem:${code}` } });
    expect(answer.body.field).toBe(field);
    if (field !== undefined) expect(answer.body.errors).toContainEqual(expect.objectContaining({ code, field }));
  };

  it.each(bodies)('is refused when its body has %s', async (_fault, body, problem) => {
    await refuses('POST', 'rides', { headers: rider, body: bodyOf(body) }, problem);
  });

  it.each(bodies)('is described as one when its body has %s', (_fault, body) => {
    expect(bodyDepartures('POST /rides', JSON.parse(bodyOf(body)))).not.toEqual([]);
  });

  it.each(rideRequests)('is refused when it has %s', async (_fault, sent, problem) => {
    const { headers, ...rest } = sent as Sent;
    await refuses('POST', 'rides', { headers: { ...rider, ...headers }, ...rest }, problem);
  });

  it.each(requests)('is refused when %s', async (_fault, method, path, sent, problem) => {
    await refuses(method, path, sent, problem);
  });

  it.each(reports)('is refused when a driver reports %s', async (_fault, body, problem) => {
    await refuses('PUT', 'drivers/driver-1', { headers: driver, body }, problem);
    expect(bodyDepartures('PUT /drivers/{driverId}', body)).not.toEqual([]);
  });

  it('is told of all its faults at once', async () => {
    const body = { ...request, pickup: { lat: 91 }, tip: 5 };
    const answer = await send(stack, 'POST', 'rides', { headers: rider, body });
    const errors = answer.body.errors as { code: string; field: string }[];
    expect(errors.map(({ code, field }) => `${code} ${field}`).toSorted()).toEqual([
      'missing_field pickup.lng',
      'out_of_range pickup.lat',
      'unknown_field tip',
    ]);
  });

  it.each(['RidesTableName', 'DriversTableName', 'DemandTableName'])('has written nothing to %s', async (table) => {
    expect(await recordsOf(stack, table)).toEqual([]);
  });

  it.each(['BranchResultsQueueUrl', 'DeadlinesQueueUrl'])('has sent nothing to the gather: %s', async (queue) => {
    const { Attributes } = await stack.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.cloud.outputs[queue], AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  // One whose count cannot be had within a second is let in.
  it.each(['rides', 'sequential-rides'])('is one too many for its rider: %s', async (path) => {
    await eventually(async () => {
      const riderId = `eager-${randomUUID()}`;
      await useUpQuota(stack, riderId);
      const answer = await send(stack, 'POST', path, { headers: await asRider(riderId), body: request });
      expect(answer).toMatchObject({ status: 429, body: { status: 429, code: 'too_many_rides' } });
      const seconds = Number(answer.headers.get('retry-after'));
      expect(seconds).toBeGreaterThanOrEqual(1); // `test/core/ride-limit.test.ts` says which.
      expect(seconds).toBeLessThanOrEqual(60);
      expect((await recordsOf(stack, 'RidesTableName')).filter((ride) => ride.riderId === riderId)).toEqual([]);
    });
  });
});

const bodyOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
