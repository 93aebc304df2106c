import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../cli/plan/make-plan.ts';
import type { Count, Measured } from '../../../cli/plan/measured.ts';
import type { Question } from '../../../cli/plan/question.ts';

const count = (values: Partial<Count> & Pick<Count, 'service' | 'by'>): Count => ({
  operation: 'Invoke',
  of: '',
  requests: 0,
  messages: 0,
  readUnits: 0,
  writeUnits: 0,
  ...values,
});

const lambda = (by: string, requests: number, messages: number) => count({ service: 'Lambda', by, requests, messages });
const dynamo = (by: string, of: string, operation: string, units: Partial<Count>) =>
  count({ service: 'DynamoDB', by, of, operation, ...units });

const unitsOfBranch = [
  dynamo('pricing', 'demand', 'PutItem', { requests: 10, writeUnits: 10 }),
  dynamo('pricing', 'drivers.available', 'Query', { requests: 10, readUnits: 20 }),
  dynamo('pricing', 'drivers', 'UpdateItem', { requests: 10, writeUnits: 20 }),
];

/** Of ten rides: a branch, whose batches are of one or of five, and the aggregator. */
const measured: Measured = {
  date: '2026-01-01',
  machine: 'a machine',
  quiet: {
    rides: 10,
    counts: [
      count({ service: 'API Gateway', by: 'api', operation: 'POST', requests: 10 }),
      lambda('api', 10, 0),
      lambda('pricing', 10, 10),
      lambda('aggregator', 10, 10),
      count({ service: 'SNS', by: 'api', of: 'ride-requested', operation: 'Publish', requests: 10 }),
      ...unitsOfBranch,
      dynamo('aggregator', 'rides', 'UpdateItem', { requests: 10, writeUnits: 40 }),
      dynamo('api', 'rides', 'GetItem', { requests: 30, readUnits: 15 }),
    ],
  },
  busy: {
    rides: 10,
    counts: [
      count({ service: 'API Gateway', by: 'api', operation: 'POST', requests: 10 }),
      lambda('api', 10, 0),
      lambda('pricing', 2, 10),
      lambda('aggregator', 10, 10),
      ...unitsOfBranch,
    ],
  },
  completion: { rides: 10, counts: [lambda('api', 10, 0), lambda('aggregator', 10, 10)] },
  times: {
    ride: { pricing: 200, aggregator: 20 },
    completion: { aggregator: 40 },
    waiting: 400,
    notWaiting: 25,
    completing: 15,
  },
  bills: [
    { name: 'this design', usage: { lambdaRequests: 3 } },
    { name: 'a monolith', usage: { lambdaRequests: 1 } },
  ],
};

const question: Question = {
  ridesPerMinute: 6_000,
  peak: 3,
  region: 'us-east-1',
  drivers: 9_000,
  concurrency: 1_000,
  maxConcurrency: 50,
  requestsPerSecond: 500,
};

const planWith = (asked: Partial<Question> = {}) => makePlan({ ...question, ...asked }, measured);
const functionOf = (name: string, asked: Partial<Question> = {}) =>
  planWith(asked).functions.find((each) => each.name === name);
const limitOf = (name: string, asked: Partial<Question> = {}) =>
  planWith(asked).limits.find((limit) => limit.name === name);

describe('what functions need', () => {
  it('is the rate at the peak times the duration', () => {
    // 6,000 a minute, times three: 300 rides a second of 200 ms.
    expect(functionOf('pricing')).toMatchObject({ perSecond: 300, ms: 200, memoryMb: 256, concurrency: 60 });
    // 300 wake-ups of 20 ms and 300 settle messages of 40 ms.
    expect(functionOf('aggregator')).toMatchObject({ perSecond: 600, ms: 30, concurrency: 18 });
  });

  it('is, for the API, that of rides that wait, completions, and reports of drivers every 45 s', () => {
    const api = functionOf('api');
    expect(api?.perSecond).toBe(300 + 300 + 200);
    expect(api?.concurrency).toBeCloseTo(300 * 0.4 + 300 * 0.015 + 200 * 0.015, 9);
  });

  it('goes by how long riders are said to wait', () => {
    const of = (secondsWaiting: number) => functionOf('api', { secondsWaiting, drivers: 0 })?.concurrency;
    expect(of(0)).toBeCloseTo(300 * (0.025 + 0.015), 9);
    expect(of(2)).toBeCloseTo(300 * (2.025 + 0.015), 9);
  });

  it('has batches grow where there may not be an invocation for each message', () => {
    expect(functionOf('pricing')?.queue).toMatchObject({ batch: 1.2, mostPerSecond: 2_500, inFlight: 60 });
    expect(functionOf('pricing', { maxConcurrency: 100 })?.queue?.batch).toBe(1);
    expect(functionOf('pricing', { maxConcurrency: 3 })?.queue?.batch).toBe(10);
  });

  it('has messages in flight for their visibility timeout while invocations are throttled', () => {
    expect(functionOf('pricing')?.queue?.inFlightThrottled).toBe(300 * 4);
    expect(functionOf('aggregator')?.queue?.inFlightThrottled).toBe(600 * 36);
  });
});

describe('what ends first', () => {
  it('comes first, with the rate at which it does', () => {
    const { limits } = planWith();
    expect(limits.map(({ breaksAt }) => breaksAt)).toEqual(
      limits.map(({ breaksAt }) => breaksAt).toSorted((a, b) => a - b),
    );
    // Of 800 requests a second at 18,000 rides a minute the stage takes 500.
    expect(limitOf('requestsPerSecond')).toMatchObject({ needed: 800, available: 500, breaksAt: 11_250 });
    expect(limitOf('MaximumConcurrency')).toMatchObject({
      of: 'pricing',
      needed: 300,
      available: 2_500,
      breaksAt: 150_000,
    });
  });

  it('is no more than the invocations of the API take on, whatever the stage is told', () => {
    expect(limitOf('requestsPerSecond', { concurrency: 10 })?.available).toBe(200);
  });

  it.each([
    ['us-east-1', 30_000, 10_000],
    ['eu-central-1', 1_500, 10_000],
    ['eu-south-1', 300, 2_500],
  ])('differs between regions: %s', (region, messages, requests) => {
    expect(limitOf('Messages Published per Second', { region })?.available).toBe(messages);
    expect(limitOf('Throttle rate', { region })?.available).toBe(requests);
  });

  it('counts each message that is published, and each token that is renewed in an hour', () => {
    expect(limitOf('Messages Published per Second')?.needed).toBe(300 * 3); // requested, confirmed, completed
    expect(limitOf('Rate of UserAuthentication requests')?.needed).toBe(300 + 2.5);
  });

  it('asks for concurrent executions by the rate of invocations, too, ten a second for each', () => {
    const { limits, changes } = planWith({ drivers: 900_000 });
    const byRate = limits.find(({ of }) => of === 'Lambda, by invocations a second');
    // 20,600 calls, 300 messages in batches of 1.2, 600 one by one.
    expect(byRate).toMatchObject({
      name: 'Concurrent executions',
      needed: (20_600 + 250 + 600) / 10,
      available: 1_000,
    });
    expect(changes.concurrency * changes.cells).toBeGreaterThan(2_145);
  });

  it('counts units by table, with its index and with reports', () => {
    const writes = planWith().limits.filter(({ name }) => name === 'Table-level write throughput limit');
    const neededOf = (table: string) => writes.find(({ of }) => of.includes(`table ${table} `))?.needed;
    expect([neededOf('rides'), neededOf('drivers'), neededOf('demand')]).toEqual([1_200, 600 + 200, 300]);
  });

  it('lets riders wait while 0.4 of the invocations are more than the rides under way', () => {
    expect(limitOf('concurrency')).toMatchObject({ needed: 300 * 0.4, available: 400 });
    expect(limitOf('concurrency', { secondsWaiting: 0 })).toBeUndefined();
  });
});

describe('the hottest keys', () => {
  const keyOf = (name: RegExp, asked: Partial<Question> = {}) =>
    planWith(asked).hotKeys.find((key) => name.test(key.name));

  it('get a share of the rides that goes by how many begin there', () => {
    const cell = keyOf(/free drivers/, { crowd: 1 });
    // Each ride writes an entry of the index once and reads two units of it.
    expect(cell).toMatchObject({ writes: 300, reads: 600, used: 0.3 });
    expect(keyOf(/demand/, { crowd: 1 })).toMatchObject({ writes: 300, reads: 0 });
    const usual = keyOf(/free drivers/)?.writes ?? Number.NaN;
    expect(usual).toBeGreaterThan(0.3 * 300);
    expect(usual).toBeLessThan(0.8 * 300);
    expect(keyOf(/free drivers/, { crowd: 0.5 })?.writes).toBeCloseTo(0.5 * 300 + 0.5 * usual, 9);
  });

  it('have the load counter written once a second by each process that counts', () => {
    const processes = functionOf('api')?.concurrency ?? Number.NaN;
    const aggregators = 18;
    const each = (number: number) => (number * 300) / (300 + number);
    expect(keyOf(/load counter/)?.writes).toBeCloseTo(each(processes) + each(aggregators), 9);
  });
});

describe('what has to be changed', () => {
  it('is nothing while nothing ends', () => {
    expect(planWith({ ridesPerMinute: 100, peak: 1, drivers: 100 }).changes).toMatchObject({
      list: [],
      cells: 1,
      pollers: {},
    });
  });

  it('names each quota as Service Quotas does, and the settings', () => {
    const { list, requestsPerSecond, maxConcurrency } = planWith().changes;
    expect(requestsPerSecond).toBe(960); // a fifth more than 800
    expect(maxConcurrency).toBeGreaterThan(60);
    expect(list).toContainEqual(
      expect.stringContaining('Raise the quota "Rate of UserAuthentication requests" (L-026ADBA3)'),
    );
    expect(list).toContain('Deploy with -c requestsPerSecond=960.');
    expect(list).toContainEqual(
      expect.stringMatching(/^Set maxConcurrency in lib\/queue-consumer\.ts to \d+ instead of 50\.$/),
    );
  });

  it('has the city divided when a stage cannot take its requests, or a key its rides', () => {
    expect(planWith({ ridesPerMinute: 6_000, drivers: 900_000 }).changes.cells).toBe(3); // 1.2 × 20,600 of 10,000
    expect(planWith({ ridesPerMinute: 60_000, drivers: 0, crowd: 1 }).changes.cells).toBe(5); // 3,000 of 700 writes
  });

  it('says what one stage cannot take, where the city is not to be divided', () => {
    const { list, cells } = planWith({ drivers: 900_000, stacks: 1 }).changes;
    expect(cells).toBe(1);
    expect(list).toContain('A stage takes no more than 10,000 requests a second, of 20,600.');
    expect(planWith({ drivers: 900_000 }).changes.list.join()).not.toContain('A stage takes');
  });

  it('gives pollers to functions whose queues keep up too late', () => {
    const slower = { ...measured, times: { ...measured.times, ride: { pricing: 400, aggregator: 20 } } };
    const { pollers } = makePlan({ ...question, ridesPerMinute: 24_000, drivers: 0 }, slower).changes;
    expect(Object.keys(pollers)).toEqual(['pricing']); // 1,200 a second are 48 full batches, which take 8.6 s
    expect(pollers.pricing).toBeGreaterThan(48);
  });
});

describe('what an hour costs', () => {
  it('goes by the average rate, line by line', () => {
    const { dollarsPerHour } = planWith();
    const lineOf = (what: string) => dollarsPerHour.lines.find((line) => line.what === what);
    // 360,000 rides an hour at $3.5 a million; 720,000 reports.
    expect(lineOf('API Gateway REST API requests')).toMatchObject({
      rides: expect.closeTo(1.26, 9),
      reports: expect.closeTo(2.52, 9),
    });
    // A ride invokes the API, pricing by batches of 1.2 and the aggregator by its own of one.
    const invocations = 1 + 1 / 1.2 + 1;
    expect(lineOf('Lambda requests')?.rides).toBeCloseTo(0.36 * invocations * 0.2, 6);
    expect(dollarsPerHour.elsewhere).toEqual({ 'a monolith': expect.closeTo(0.072, 9) });
    expect(dollarsPerHour.all).toBeCloseTo(
      dollarsPerHour.rides + dollarsPerHour.completions + dollarsPerHour.reports,
      9,
    );
  });

  it('has no looks for an outcome in it where riders come back', () => {
    const readsOf = (asked: Partial<Question>) =>
      planWith(asked).dollarsPerHour.lines.find(({ what }) => what.includes('read request units'))?.rides ?? 0;
    // 1.5 of 3.5 units are looks.
    expect(readsOf({ secondsWaiting: 0, maxConcurrency: 100 }) / readsOf({ maxConcurrency: 100 })).toBeCloseTo(
      2 / 3.5,
      9,
    );
  });
});
