import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/command.ts';
import {
  CommandError,
  NotEmbeddedError,
  QueueChoiceError,
  SharedDeadLettersError,
  UsageError,
} from '../../cli/errors.ts';
import { describeListings, describeMoved } from '../../cli/redrive/describe.ts';
import { isOfStack } from '../../cli/redrive/queues-of-stack.ts';
import { readMessage } from '../../cli/redrive/read-message.ts';
import { type RedriveListener, redriveAll } from '../../cli/redrive/redrive-all.ts';
import { redrive } from '../../cli/redrive.ts';
import { targetOf } from '../../cli/target.ts';
import { deadPort } from '../support/dead-port.ts';
import { aDeadline, aResult, aRideRequested, aWakeUp, requestedAt, traceparent } from '../support/rides.ts';
import { aMessage, aQueueWorld } from './support/queue-world.ts';

const silent: RedriveListener = { listed: () => {}, progressed: () => {}, moved: () => {} };
const wait = async () => {};

/** Two lanes: a message lies in the dead-letter queue of pricing's queue, and one in that of eta's subscription. */
function aStack() {
  const world = aQueueWorld();
  world.queue('PricingQueue', [], 'PricingDeadLetters');
  world.queue('PricingDeadLetters', [aMessage({ body: JSON.stringify(aRideRequested({ rideId: 'ride-1' })) })]);
  world.queue('EtaQueue', [], 'EtaDeadLetters');
  world.queue('EtaDeadLetters');
  world.queue('EtaSubscriptionDeadLetters', [aMessage({ body: 'not JSON' })]);
  world.subscription('EtaQueue', 'EtaSubscriptionDeadLetters');
  return world;
}

const redriveOf = (world: ReturnType<typeof aStack>, options: { queue?: string; dryRun?: boolean } = {}) =>
  redriveAll({ service: world.service, wait }, { dryRun: false, ...options }, silent);

describe('redriving a stack', () => {
  it('lists whose each dead-letter queue is, how much lies in it and what comes first', async () => {
    const listings = await redriveOf(aStack(), { dryRun: true });
    expect(listings).toMatchObject([
      { queue: { name: 'EtaDeadLetters', count: 0 }, givenUpBy: 'queue', target: { name: 'EtaQueue' } },
      {
        queue: { name: 'EtaSubscriptionDeadLetters', count: 1 },
        givenUpBy: 'subscription',
        target: { name: 'EtaQueue' },
        oldest: { content: { unreadable: 'it is not JSON' } },
      },
      {
        queue: { name: 'PricingDeadLetters', count: 1 },
        givenUpBy: 'queue',
        target: { name: 'PricingQueue' },
        oldest: { content: { kind: 'ride-requested', rideId: 'ride-1' } },
      },
    ]);
  });

  it('moves what a function has put into the dead-letter queue that names its queue', async () => {
    const world = aStack();
    world.queue('DeadlinesQueue');
    world.queue('DeadlinesDeadLetters', [aMessage({ body: 'not JSON' })]);
    world.takesLettersOf('DeadlinesDeadLetters', 'DeadlinesQueue');
    const [listing, ...others] = await redriveOf(world, { queue: 'Deadlines' });
    expect(listing).toMatchObject({ givenUpBy: 'function', target: { name: 'DeadlinesQueue' }, result: { moved: 1 } });
    expect(others).toEqual([]);
    expect(world.inSight('DeadlinesQueue')).toMatchObject([{ body: 'not JSON' }]);
  });

  it("takes a queue's own redrive policy at its word, whatever the dead-letter queue says besides", async () => {
    const world = aStack();
    world.takesLettersOf('EtaDeadLetters', 'EtaQueue', 'PricingQueue');
    const owners = (await redriveOf(world, { dryRun: true })).map(({ queue, givenUpBy, target }) => [
      queue.name,
      givenUpBy,
      target.name,
    ]);
    expect(owners).toEqual([
      ['EtaDeadLetters', 'queue', 'EtaQueue'],
      ['EtaSubscriptionDeadLetters', 'subscription', 'EtaQueue'],
      ['PricingDeadLetters', 'queue', 'PricingQueue'],
    ]);
  });

  it('only looks when told to', async () => {
    const world = aStack();
    await redriveOf(world, { dryRun: true });
    expect(world.inSight('PricingDeadLetters')).toHaveLength(1);
    expect(world.inHand('PricingDeadLetters')).toEqual([]);
    expect(world.calls.filter((call) => !call.startsWith('receive'))).toEqual([]);
  });

  it('moves to the queue that gave up, and to the one that is subscribed', async () => {
    const world = aStack();
    await redriveOf(world);
    expect(world.inSight('PricingQueue')).toHaveLength(1);
    expect(world.inSight('EtaQueue')).toMatchObject([{ body: 'not JSON' }]);
  });

  it('shows the oldest of the messages that it looks at', async () => {
    const world = aStack();
    world.inSight('PricingDeadLetters').push(aMessage({ id: 'older', sentAt: -1 }));
    const listings = await redriveOf(world, { dryRun: true, queue: 'PricingDeadLetters' });
    expect(listings).toMatchObject([{ lookedAt: 2, oldest: { messageId: 'older' } }]);
  });

  it('touches only the queue that is named', async () => {
    const world = aStack();
    await redriveOf(world, { queue: 'pricing' });
    expect(world.inSight('PricingDeadLetters')).toEqual([]);
    expect(world.inSight('EtaSubscriptionDeadLetters')).toHaveLength(1);
  });

  it('takes a whole name for that queue, even where it is a part of others', async () => {
    const world = aStack();
    world.queue('MyPricingQueue', [], 'MyPricingDeadLetters');
    world.queue('MyPricingDeadLetters');
    expect(await redriveOf(world, { queue: 'PricingDeadLetters' })).toHaveLength(1);
  });

  it.each([
    ['an unknown', 'fraud', /No dead-letter queue has "fraud".*PricingDeadLetters/s],
    ['an ambiguous', 'Eta', /"Eta" is in the names of several.*EtaDeadLetters.*EtaSubscriptionDeadLetters/s],
  ])('refuses %s name and lists the queues', async (_, queue, message) => {
    const redriving = redriveOf(aStack(), { queue });
    await expect(redriving).rejects.toThrow(QueueChoiceError);
    await expect(redriving).rejects.toThrow(message);
  });

  it('moves nothing when two queues share a dead-letter queue', async () => {
    const world = aStack();
    world.queue('WebhookQueue', [], 'PricingDeadLetters');
    await expect(redriveOf(world)).rejects.toThrow(SharedDeadLettersError);
    expect(world.calls.filter((call) => !call.startsWith('receive'))).toEqual([]);
    expect(await redriveOf(world, { dryRun: true })).toHaveLength(4);
  });
});

describe('what a message says of itself', () => {
  const anEvent = {
    v: 1,
    rideId: 'ride-1',
    traceparent,
    at: requestedAt,
    type: 'ride.cancelled',
    riderId: 'rider-1',
    occurredAt: requestedAt,
  };

  it.each([
    ['a ride request', aRideRequested({ rideId: 'ride-1' }), { kind: 'ride-requested' }],
    ['a result', aResult('pricing'), { kind: 'branch-result', branch: 'pricing' }],
    ['a wake-up', aWakeUp('pricing'), { kind: 'wake-up', branch: 'pricing' }],
    ['a deadline', aDeadline({ rideId: 'ride-1', deadlineAt: requestedAt }), { kind: 'deadline' }],
    ['an event', anEvent, { kind: 'ride.cancelled' }],
  ])('is read from %s', (_, message, content) => {
    expect(readMessage(JSON.stringify(message))).toEqual({ rideId: 'ride-1', ...content });
  });

  it.each([
    ['no JSON', 'secret', 'it is not JSON'],
    ['no object', '7', 'Invalid input: expected object, received number'],
    [
      'a field at fault',
      JSON.stringify({ ...anEvent, rideId: 1 }),
      'rideId: Invalid input: expected string, received number',
    ],
    ['many fields at fault', '{}', /^v: .*; rideId: .*; traceparent: .*; and \d more$/],
  ])('is why it is unreadable: %s', (_, body, unreadable) => {
    expect(readMessage(body)).toEqual({
      unreadable: typeof unreadable === 'string' ? unreadable : expect.stringMatching(unreadable),
    });
  });
});

describe('a listing for a terminal', () => {
  const listingsOf = async (world: ReturnType<typeof aStack>) => redriveOf(world, { dryRun: true });

  it('says what lies where, since when and whose it is', async () => {
    const text = describeListings(await listingsOf(aStack()), 300_000);
    expect(text).toMatch(/^PricingDeadLetters\n {2}1 message, given up by PricingQueue\n {2}oldest: .*5 min ago$/m);
    expect(text).toMatch(/ride-requested for ride-1\n +cause: not kept by the queue/);
    expect(text).toMatch(/1 message, not delivered by a topic to EtaQueue/);
    expect(text).toMatch(/unreadable: it is not JSON/);
    expect(text).toMatch(/1 other dead-letter queue: empty/);
  });

  it('says that a function has moved a message itself', async () => {
    const world = aStack();
    world.queue('DeadlinesQueue');
    world.queue('DeadlinesDeadLetters', [aMessage()]);
    world.takesLettersOf('DeadlinesDeadLetters', 'DeadlinesQueue');
    expect(describeListings(await listingsOf(world), 0)).toContain(
      '1 message, moved here by the function of DeadlinesQueue',
    );
  });

  it('gives the cause where a topic has noted it', async () => {
    const world = aStack();
    const ErrorMessage = { DataType: 'String', StringValue: 'No such queue.' };
    world.inSight('EtaSubscriptionDeadLetters').splice(0, 1, aMessage({ attributes: { ErrorMessage } }));
    expect(describeListings(await listingsOf(world), 0)).toContain('cause: No such queue.');
  });

  it('does not pass the oldest of a sample off as the oldest', async () => {
    const world = aStack();
    world.inSight('PricingDeadLetters').push(...Array.from({ length: 11 }, () => aMessage()));
    expect(describeListings(await listingsOf(world), 0)).toContain('oldest of the 10 looked at');
  });

  it('says so when there is none', async () => {
    const empty = (await listingsOf(aStack())).map((listing) => ({
      ...listing,
      queue: { ...listing.queue, count: 0 },
    }));
    expect(empty.length).toBeGreaterThan(1);
    expect(describeListings(empty, 0)).toBe(`All ${empty.length} dead-letter queues are empty.`);
    expect(describeListings(empty.slice(0, 1), 0)).toBe('The dead-letter queue is empty.');
    expect(describeListings([], 0)).toBe('There is no dead-letter queue.');
  });

  it('tells what came back and what stayed', () => {
    const letters = aStack().deadLetters('PricingDeadLetters', 'queue', 'PricingQueue');
    expect(describeMoved(letters, { how: 'by-hand', moved: 2, cameBack: 1, stayed: 3 })).toMatch(
      /moved 2 back to PricingQueue, one by one; 1 of them failed again and came back; 3 not moved/,
    );
  });
});

describe('where a stack is', () => {
  it('is any emulator, with credentials that mean nothing', async () => {
    const target = await targetOf({ endpoint: 'http://127.0.0.1:4566' }, { AWS_ACCESS_KEY_ID: 'real' });
    expect(target).toEqual({
      client: {
        endpoint: 'http://127.0.0.1:4566',
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      },
      stackName: 'RideRequest',
    });
  });

  it('is in the region that the environment names, unless that is empty', async () => {
    const regionOf = async (environment: Readonly<Record<string, string>>) =>
      (await targetOf({ endpoint: 'http://127.0.0.1:4566' }, environment)).client.region;
    expect(await regionOf({ AWS_REGION: 'eu-west-1' })).toBe('eu-west-1');
    expect(await regionOf({ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' })).toBe('eu-west-2');
    expect(await regionOf({ AWS_REGION: '', AWS_DEFAULT_REGION: '' })).toBe('us-east-1');
  });

  it('is AWS, as the SDK finds it, when that is said', async () => {
    expect(await targetOf({ aws: true, stack: 'RideRequest-prod' }, {})).toEqual({
      client: {},
      stackName: 'RideRequest-prod',
    });
  });

  it.each([
    ['two places', { aws: true, api: 'http://127.0.0.1:4100/v1/' }, {}],
    ['two others', { endpoint: 'http://127.0.0.1:1/', api: 'http://127.0.0.1:2/' }, {}],
    ['AWS behind an emulator', { aws: true }, { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4566' }],
    ['a stack of an embedded cloud', { stack: 'RideRequest' }, {}],
    ['no URL', { endpoint: 'localhost' }, {}],
    ['no URL of an API', { api: 'here' }, {}],
    ['what has no scheme', { endpoint: '127.0.0.1:4566' }, {}],
  ])('is not %s', async (_, options, environment) => {
    await expect(targetOf(options, environment)).rejects.toThrow(UsageError);
  });

  it.each([
    ['refuses', 403, '{}'],
    ['answers with something else', 200, '<html>'],
    ['answers with other JSON', 200, 'null'],
  ])('is not behind an API that %s', async (_, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
    await expect(targetOf({ api }, {})).rejects.toThrow(NotEmbeddedError);
    await expect(targetOf({}, { RIDE_REQUEST_API: api })).rejects.toThrow(NotEmbeddedError);
    server.close();
  });
});

describe('the queues of a stack', () => {
  it.each([
    ['RideRequest-PricingQueueE649C4EC-1A2B3C4D5E6F', true],
    ['RideRequest-PricingQueueE649C4EC', true],
    ['RideRequest-prod-PricingQueueE649C4EC-1A2B3C4D5E6F', false],
    ['RideRequests-PricingQueueE649C4EC-1A2B3C4D5E6F', false],
    ['Other-RideRequest-PricingQueueE649C4EC', false],
  ])('are told by their names: %s', (name, expected) => {
    expect(isOfStack(name, 'RideRequest')).toBe(expected);
  });
});

describe('the command', () => {
  it('refuses an option that it does not have', async () => {
    await expect(run(redrive, ['--all'])).rejects.toThrow(UsageError);
  });

  it('says so when nobody answers', async () => {
    const redriving = run(redrive, ['--endpoint', `http://127.0.0.1:${deadPort}`]);
    await expect(redriving).rejects.toThrow(CommandError);
    await expect(redriving).rejects.toThrow(/ListQueues failed: .*ECONNREFUSED/);
  });
});
