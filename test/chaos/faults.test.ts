import type { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { driverHolds } from '../../adapters/driver-holds.ts';
import type { ServiceCall } from '../../local/index.ts';
import { aHolder } from '../support/drivers.ts';
import { requestedAt } from '../support/rides.ts';
import { faultsOf } from './faults.ts';
import { everything } from './intensity.ts';
import { endKey, Watch } from './sightings.ts';
import { Tally } from './tally.ts';
import { traceIdFor, traceparentFor } from './trace.ts';

/** What the drivers' adapter sends for a hold, and for a release. */
async function sentBy(does: (drivers: ReturnType<typeof driverHolds>) => Promise<unknown>): Promise<string> {
  const bodies: string[] = [];
  const send = async ({ input }: UpdateCommand) => {
    const values = Object.entries(input.ExpressionAttributeValues ?? {}).map(([name, value]) => [name, { S: value }]);
    bodies.push(JSON.stringify({ ...input, ExpressionAttributeValues: Object.fromEntries(values) }));
    return { Attributes: {} };
  };
  await does(driverHolds({ send } as unknown as DynamoDBDocumentClient, 'drivers'));
  return bodies[0] ?? '';
}

it('cancels a ride whose driver the aggregator is about to hold, and no other', async () => {
  const cancelled: string[] = [];
  const intensity = { ...everything, cancelAtDecision: 1, reset: 0, refusal: 0, lostAnswer: 0, hang: 0, delay: 0 };
  const intercept = faultsOf({
    seed: 1,
    intensity,
    injected: new Tally(),
    copy: () => {},
    cancel: async (rideId) => void cancelled.push(rideId),
    killFunction: async () => {},
  });
  const call = (body: string, functionName = 'BranchResultsFunction') =>
    intercept({ functionName, service: 'dynamodb', operation: 'UpdateItem', body } as ServiceCall);
  const hold = await sentBy((drivers) => drivers.hold('driver-1', aHolder('ride-1'), requestedAt));
  const release = await sentBy((drivers) => drivers.release('driver-1', aHolder('ride-2')));
  await call(release);
  await call(hold, 'ReleaseDriverFunction');
  expect(cancelled).toEqual([]);
  await call(hold);
  expect(cancelled).toEqual(['ride-1']);
});

const noChance = Object.fromEntries(
  Object.entries(everything).map(([name, value]) => [name, typeof value === 'number' ? 0 : value]),
);
const calm = { ...everything, ...noChance };
const ports = { seed: 1, injected: new Tally(), copy: () => {}, cancel: async () => {}, killFunction: async () => {} };
const traceId = traceIdFor(1, 'rider-1');
const callOf = (functionName: string, operation: string, body: string): ServiceCall => ({
  functionName,
  service: operation.startsWith('Publish') ? 'sns' : operation.startsWith('SendMessage') ? 'sqs' : 'dynamodb',
  operation,
  body,
});

it.each([
  ['record', 'ApiFunction', 'PutItem', 'error'],
  ['record-unanswered', 'ApiFunction', 'PutItem', 'lose-answer'],
  ['publication', 'ApiFunction', 'Publish', 'error'],
  ['answer', 'PaymentCheckFunction', 'UpdateItem', 'error'],
  ['answer', 'PaymentCheckFunction', 'SendMessage', 'error'],
  ['wake-up', 'PricingFunction', 'SendMessageBatch', 'error'],
] as const)(
  'has every attempt fail where the outage is "%s": %s, %s',
  async (outage, functionName, operation, kind) => {
    const intercept = faultsOf({ ...ports, intensity: calm, outages: new Map([[traceId, outage]]) });
    const ofRide = (request: number) => callOf(functionName, operation, `"${traceparentFor(traceId, request)}"`);
    for (const request of [1, 2, 300]) expect(await intercept(ofRide(request))).toMatchObject({ kind });
    expect(await intercept(callOf('ReleaseDriverFunction', operation, ofRide(1).body))).toBe('pass');
    expect(await intercept(callOf(functionName, operation, traceparentFor(traceIdFor(1, 'rider-2'), 1)))).toBe('pass');
  },
);

it('strikes calls that name the ride alone, once one has named its trace, too', async () => {
  const [rideId, other] = ['0', '1'].map((digit) => `ride_${digit.repeat(32)}`);
  const intercept = faultsOf({ ...ports, intensity: calm, outages: new Map([[traceId, 'answer']]) });
  const answering = (ride = '') => intercept(callOf('PaymentCheckFunction', 'UpdateItem', `"${ride}"`));
  expect(await answering(rideId)).toBe('pass');
  await intercept(callOf('ApiFunction', 'SendMessage', `"${rideId}", "${traceparentFor(traceId, 1)}"`));
  expect(await answering(rideId)).toMatchObject({ kind: 'error' });
  expect(await answering(other)).toBe('pass');
});

it("has the deadline's function die at its first look at a ride", async () => {
  const killed: string[] = [];
  const killFunction = async (name: string) => void killed.push(name);
  const intercept = faultsOf({ ...ports, intensity: { ...calm, deadlineDeath: 1 }, killFunction });
  expect(await intercept(callOf('BranchResultsFunction', 'GetItem', '{}'))).toBe('pass');
  expect(await intercept(callOf('DeadlinesFunction', 'GetItem', '{}'))).toEqual({ kind: 'reset' });
  expect(killed).toEqual(['DeadlinesFunction']);
});

describe('what is seen of calls', () => {
  const rideId = `ride_${'0'.repeat(32)}`;
  const message = (more = '') => callOf('BranchResultsFunction', 'Publish', `${rideId}${more}`);

  it.each([
    ['fails', { kind: 'reset' }],
    ['is refused', { kind: 'error', statusCode: 500, code: 'InternalError' }],
    ['is not answered', { kind: 'lose-answer' }],
    ['is sent twice', { kind: 'twice' }],
  ] as const)('is a ride for which a call %s', (_, fate) => {
    const watch = new Watch();
    watch.saw(message('1'), 'pass');
    watch.saw(message('2'), { kind: 'delay', ms: 1 });
    expect(watch.disturbed).toEqual(new Set());
    watch.saw(message('3'), fate);
    expect(watch.disturbed).toEqual(new Set([rideId]));
  });

  it('is a ride whose message is sent once more', () => {
    const watch = new Watch();
    watch.saw(message(), 'pass');
    watch.saw(message(), 'pass');
    expect(watch.disturbed).toEqual(new Set([rideId]));
  });

  it('is the write that ends a ride, unless it never arrived', () => {
    const body = JSON.stringify({
      Key: { rideId: { S: rideId } },
      ExpressionAttributeValues: { ':completedAt': { S: requestedAt } },
    });
    const watch = new Watch();
    watch.saw(callOf('DeadlinesFunction', 'UpdateItem', body), { kind: 'reset' });
    expect([...watch.ends.keys()]).toEqual([]);
    watch.saw(callOf('DeadlinesFunction', 'UpdateItem', body), 'pass');
    expect([...watch.ends.keys()]).toEqual([endKey(rideId, requestedAt)]);
  });

  it("is each call of the deadline's function that is left hanging", () => {
    const watch = new Watch();
    watch.saw(callOf('DeadlinesFunction', 'UpdateItem', '{}'), { kind: 'reset' });
    watch.saw(callOf('EtaFunction', 'UpdateItem', '{}'), { kind: 'hang' });
    expect(watch.deadlineHangs).toHaveLength(0);
    watch.saw(callOf('DeadlinesFunction', 'UpdateItem', '{}'), { kind: 'hang' });
    expect(watch.deadlineHangs).toHaveLength(1);
  });

  it('is some of the messages, and not all of many', () => {
    const watch = new Watch();
    for (let index = 0; index < 5_000; index += 1) watch.saw(message(String(index)), 'pass');
    expect(watch.messages.length).toBeGreaterThan(150);
    expect(watch.messages.length).toBeLessThanOrEqual(400);
  });
});
