import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rideStore } from '../../adapters/ride-store.ts';
import { asDriver, asRider } from '../../cli/callers.ts';
import { run } from '../../cli/command.ts';
import type { Trace } from '../../cli/trace/trace.ts';
import { trace as traceCommand } from '../../cli/trace.ts';
import { branches } from '../../core/branches.ts';
import type { RideView } from '../../core/ride-view.ts';
import { subscribers } from '../../core/subscribers.ts';
import { pascalCase } from '../../lib/pascal-case.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { aCanary, aPositionCanary, type Canary, leaksIn, tokenCanaries } from '../support/canaries.ts';
import { eventually } from '../support/eventually.ts';
import { aRideEvent, publish } from '../support/ride-events.ts';
import { aResult, aRide, aRideRequest, aRideRequestedNow } from '../support/rides.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';
import { answering, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { webhookSecretOf } from '../support/webhook-secret.ts';

const pickup = { lat: 67.397358, lng: 112.461829 };
const dropoff = { lat: 67.431926, lng: 112.508463 };
const standing = { lat: 67.398647, lng: 112.463751 };
const receiptEmail = 'canary.mailbox@rider.example';
const unknownMethod = 'pm_canaryMethod';
const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"canary-subject"}').toString('base64url')}.canarySignature`;
const key = 'canary-idempotency-key';
const query = 'canary-query';
const typed = 'canary-typed-text';
const deadHost = 'canary-host.invalid';
const privateHost = '10.98.76.54';
/** Whose tokens are looked for, and not only those that are refused. */
const secretRider = 'rider-of-canaries';
/** A ride of whose rider no write succeeds. */
const unluckyRider = 'canary-unlucky-rider';

const lanes = [...Object.keys(branches), ...subscribers.map(({ name }) => name)];

/**
 * One run with something of everything that can go wrong in it: what is secret is known beforehand, and looked for in
 * every line that the functions and the platform have written.
 */
describe('what the functions log', () => {
  let stack: RunningStack;
  let receiver: WebhookReceiver;
  let crashed: RideView;
  let canaries: readonly Canary[];

  beforeAll(async () => {
    receiver = await startReceiver(answering(500), answering(200));
    stack = await startStack(undefined, {
      intercept: ({ operation, body }) =>
        operation === 'PutItem' && body.includes(unluckyRider)
          ? { kind: 'error', statusCode: 400, code: 'ValidationException' }
          : 'pass',
    });
    canaries = await everyCanary();
    await Promise.all(Array.from({ length: 4 }, () => aDriver(stack, standing)));
    await aRider(stack).asks(aQuickRequest()); // No attempt of the next one is a function's first.
    await aCrash(); // Alone: a crash takes along what shares its thread.
    await Promise.all([aDeclinedPayment(), badRequests(), failingRequests(), deadEnds(), unreadableMessages()]);
    await eventually(() => expect(lanes.filter((lane) => !hasGivenUp(lane))).toEqual([]));
    await eventually(() => {
      for (const { name } of subscribers.filter(({ wanted }) => wanted !== undefined)) {
        const handled = saidOf(name, 'event handled').filter(({ line }) => line.includes(crashed.rideId));
        expect(handled, name).not.toEqual([]);
      }
    });
    await eventually(expectLinesOfAll);
  });
  afterAll(async () => {
    await stack.stop();
    await receiver.stop();
  });

  const everyCanary = async () => [
    aPositionCanary('pickup', pickup),
    aPositionCanary('drop-off', dropoff),
    aPositionCanary("driver's position", standing),
    aCanary('payment method', 'pm_card_visa'),
    aCanary('unknown payment method', unknownMethod),
    aCanary('e-mail address', receiptEmail.split('@')[0] ?? ''),
    aCanary("webhook's port", new URL(receiver.url).host),
    aCanary("webhook's path", 'canary-path'),
    aCanary("webhook's host", deadHost),
    aCanary("webhook's address", privateHost),
    aCanary('signing secret', await webhookSecretOf(stack)),
    ...tokenCanaries('forged', token),
    ...tokenCanaries("rider's", (await asRider(secretRider)).authorization),
    ...tokenCanaries("driver's", (await asDriver(secretRider)).authorization),
    aCanary('idempotency key', key),
    aCanary('query', query),
    aCanary('what was typed', typed),
  ];

  const queueOf = (lane: string): string => {
    const [, url] = Object.entries(stack.cloud.physicalIds).find(([id]) => id.startsWith(`${lane}Queue`)) ?? [];
    if (url === undefined) throw new Error(`${lane} has no queue.`);
    return url;
  };

  const saidOf = (service: string, message: string) =>
    stack.logs.filter(({ line }) => line.includes(`"service":"${service}`) && line.includes(`"message":"${message}"`));

  const hasGivenUp = (lane: string) =>
    saidOf(lane, 'record failed').some(
      ({ line }) => line.includes('UnreadableMessageError') && line.includes('dead-letter'),
    );

  const expectLinesOfAll = () => {
    for (const lane of lanes) expect(saidOf(lane, 'record failed'), lane).not.toEqual([]);
    expect(saidOf('aggregator', 'record failed')).not.toEqual([]);
    // Three messages, any of which may have come twice.
    expect(saidOf('deadline', 'message moved to the dead-letter queue').length).toBeGreaterThanOrEqual(3);
    expect(saidOf('api', 'request refused').length).toBeGreaterThanOrEqual(8);
    expect(saidOf('api', 'request failed')).not.toEqual([]);
    expect(saidOf('sequential-ride', 'ride settled')).not.toEqual([]);
    expect(saidOf('webhook', 'record failed').some(({ line }) => line.includes('WebhookFailedError'))).toBe(true);
    expect(stack.logs.some(({ stream, line }) => stream === 'platform' && line.includes('Runtime exited'))).toBe(true);
    expect(stack.cloud.outbox().some(({ to }) => to.includes(receiptEmail))).toBe(true);
    expect(receiver.calls.some(({ body }) => body.includes(String(pickup.lat)))).toBe(true);
  };

  const aSecretRequest = (more: object = {}) => ({
    ...aQuickRequest(pickup),
    dropoff,
    receiptEmail,
    webhookUrl: `${receiver.url}/canary-path?token=${query}`,
    ...more,
  });

  const headers = { 'Idempotency-Key': key };
  const forged = { ...headers, Authorization: `Bearer ${token}` };

  /** Retries of two branches, a webhook that is not taken at first, a receipt. */
  const aCrash = async () => {
    const { simulate } = aQuickRequest();
    const faults = {
      pricing: { delayMs: 0, fault: 'crash', times: 1 },
      eta: { delayMs: 0, fault: 'exception', times: 1 },
    };
    const request = aSecretRequest({ simulate: { ...simulate, ...faults } });
    ({ body: crashed } = await aRider(stack, secretRider).asks(request, headers));
  };

  const aDeclinedPayment = () => aRider(stack, secretRider).asks(aSecretRequest({ paymentMethodId: unknownMethod }));

  const badRequests = async () => {
    const post = (body: unknown, more: Record<string, string> = {}) =>
      stack.call('POST', `rides?q=${query}`, { body, headers: { ...headers, ...more } });
    await Promise.all([
      post(JSON.stringify(aSecretRequest()).slice(0, -5)),
      post({ ...aSecretRequest(), [typed]: typed }),
      post({ ...aSecretRequest(), pickup: { lat: String(pickup.lat), lng: typed } }),
      post({ ...aSecretRequest(), simulate: { [typed]: { delayMs: 1 } } }),
      post({ ...aSecretRequest(), webhookUrl: `http://${deadHost}/canary-path` }),
      post({ ...aSecretRequest(), receiptEmail: `${receiptEmail} ${typed}` }),
      post(aSecretRequest(), { Authorization: `Bearer ${typed}` }),
      post(aSecretRequest(), forged),
      post(aSecretRequest(), await asDriver(secretRider)),
      post(aSecretRequest(), { Prefer: `wait=${typed}`, traceparent: typed }),
      stack.call('GET', `rides/${typed}?q=${query}`, { headers: forged }),
      stack.call('PUT', `drivers/${typed}`, {
        headers: await asDriver('other'),
        body: { position: standing },
      }),
    ]);
  };

  /** A service's error that nobody can do anything about, and a ride whose branches run in the API's own function. */
  const failingRequests = async () => {
    const body = aSecretRequest();
    const refused = await stack.call('POST', 'rides', { body, headers: await asRider(unluckyRider) });
    expect(refused.status).toBe(503);
    const simulate = { ...body.simulate, pricing: { delayMs: 0, fault: 'exception' } };
    await stack.call('POST', 'sequential-rides', { body: { ...body, simulate }, headers });
  };

  /** Webhooks to nowhere, and to where none may go. */
  const deadEnds = async () => {
    const store = rideStore(stack.dynamo, stack.cloud.outputs.RidesTableName ?? '', () => new Date());
    for (const host of [deadHost, privateHost]) {
      const request = aRideRequest({ pickup, dropoff, webhookUrl: `https://${host}/canary-path` });
      const ride = aRide({ status: 'expired', request });
      await store.create(ride);
      await publish(stack, aRideEvent(ride.rideId, 'ride.expired'));
    }
  };

  const unreadableMessages = async () => {
    const ride = aRideRequestedNow(aSecretRequest() as never);
    const bodies = [
      `${JSON.stringify(ride).slice(0, -9)} ${typed}`,
      JSON.stringify({ ...ride, v: 2, [typed]: typed, request: { ...ride.request, simulate: { [typed]: typed } } }),
      JSON.stringify({
        ...aResult('driver-matching'),
        result: { position: standing, driverId: 7, [typed]: receiptEmail },
      }),
    ];
    const { BranchResultsQueueUrl, DeadlinesQueueUrl } = stack.cloud.outputs;
    const queues = [...lanes.map((lane) => queueOf(pascalCase(lane))), BranchResultsQueueUrl, DeadlinesQueueUrl];
    const sends = queues.flatMap((QueueUrl) =>
      bodies.map((MessageBody) => new SendMessageCommand({ QueueUrl, MessageBody })),
    );
    await Promise.all(sends.map((command) => stack.sqs.send(command)));
  };

  it('has no secret, no payment method, no address and no exact position in it', () => {
    expect(leaksIn(stack.logs, canaries)).toEqual([]);
  });

  it('has lines of all who work on rides, of refusals, failures and crashes', () => expectLinesOfAll());

  it('tells the way of a ride one of whose branches has crashed', async () => {
    const printed: string[] = [];
    const print = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
    const args = [crashed.rideId, '--api', stack.cloud.apiUrl, '--json'];
    const code = await run(traceCommand, args).finally(() => print.mockRestore());
    const { status, missing, hops } = JSON.parse(printed.join('\n')) as Trace;
    expect({ code, status, missing }).toEqual({ code: 0, status: 'confirmed', missing: [] });
    const hop = (lane: string, what: string) => hops.find((each) => each.lane === lane && each.what === what);
    expect(hop('pricing', 'attempt 1')).toMatchObject({
      kind: 'failure',
      note: expect.stringContaining('Runtime exited'),
    });
    expect(hop('eta', 'attempt 1')).toMatchObject({
      kind: 'failure',
      note: expect.stringContaining('SimulatedFaultError'),
    });
    for (const branch of ['pricing', 'eta'])
      expect(hop(branch, 'attempt 2')).toMatchObject({ kind: 'work', note: 'ok' });
    const steps = ['api accepted', 'api published', 'api answered', 'driver-matching attempt 1', 'pricing queued'];
    const ends = ['pricing recorded', 'aggregator settled', 'aggregator announced', 'receipt ride.confirmed'];
    expect(hops.map(({ lane, what }) => `${lane} ${what}`)).toEqual(expect.arrayContaining([...steps, ...ends]));
    expect(hops.map(({ at }) => at)).toEqual(hops.map(({ at }) => at).toSorted());
  });
});

describe('the search for secrets', () => {
  const { lat, lng } = { lat: 67.397358, lng: 112.461829 };
  const canaries = [aPositionCanary('place', { lat, lng }), aCanary('address', 'some.one@rider.example')];
  const inLine = (line: string) => leaksIn([{ at: 0, functionName: 'Fn', stream: 'stdout', line }], canaries);

  it.each([
    `{"lat":${lat}}`,
    'about 67.3974',
    'about -112.462',
    `cell ${latLngToCell(lat, lng, 9)}`,
    'mail to some.one@rider.example failed',
    'POST /?to=some.one%40rider.example',
    `Basic ${Buffer.from('user:some.one@rider.example').toString('base64')}`,
    `Basic ${Buffer.from('users:some.one@rider.example').toString('base64')}`,
  ])('finds %s', (line) => {
    expect(inLine(line)).toHaveLength(1);
  });

  it.each(['about 67.39, 112.46', `cell ${latLngToCell(lat, lng, 7)}`, 'some one at rider.example'])(
    'passes %s',
    (line) => {
      expect(inLine(line)).toEqual([]);
    },
  );
});
