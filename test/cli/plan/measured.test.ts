import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { usageOf } from '../../../cli/plan/bills.ts';
import { planFunctions } from '../../../cli/plan/functions.ts';
import { readMeasured } from '../../../cli/plan/measured.ts';
import { requestsOfRide } from '../../../cli/plan/requests.ts';
import { questionOf } from '../../../cli/plan.ts';

const measured = readMeasured();
const { times, bills } = measured;

/** A plan's functions, if each had batches as large as these. */
const withBatches = (batchOf: (name: string) => number) =>
  planFunctions(questionOf({ ridesPerMinute: 60 }), measured).map(({ queue, ...rest }) => ({
    ...rest,
    ...(queue && { queue: { ...queue, batch: batchOf(rest.name) } }),
  }));

const msOf = (apiMs: number) => (name: string) =>
  ({ ...times.completion, ...times.ride, api: apiMs })[name] ?? Number.NaN;

const billOf = (name: string) => bills.find((bill) => bill.name === name)?.usage;

/** Messages of an invocation of busy queues. */
const batchCounted = (name: string): number => {
  const counts = measured.busy.counts.filter(({ service, by }) => service === 'Lambda' && by === name);
  const sumOf = (of: 'messages' | 'requests') => counts.reduce((sum, count) => sum + count[of], 0);
  return sumOf('messages') / sumOf('requests');
};

describe('the requests of a ride', () => {
  it('are those of `npm run cost`, one after the other, where each message has an invocation', () => {
    const requests = requestsOfRide(
      measured,
      withBatches(() => 1),
      {},
    );
    expectUsage(usageOf(requests, 1, msOf(times.waiting)), billOf('this design, one after the other'));
  });

  it('are those of `npm run cost` with busy queues, where batches are as large as they were', () => {
    const requests = requestsOfRide(measured, withBatches(batchCounted), { secondsWaiting: 0 });
    expectUsage(usageOf(requests, 1, msOf(times.notWaiting)), billOf('this design, queues busy, rider comes back'));
  });

  it('become fewer with larger batches', () => {
    const requestsWith = (batch: number) =>
      requestsOfRide(
        measured,
        withBatches(() => batch),
        {},
      ).reduce((sum, { requests }) => sum + requests, 0);
    expect(requestsWith(10)).toBeLessThan(requestsWith(5));
    expect(requestsWith(5)).toBeLessThan(requestsWith(1));
  });
});

function expectUsage(
  planned: Readonly<Record<string, number | undefined>>,
  counted: Readonly<Record<string, number | undefined>> = {},
): void {
  expect(Object.keys(counted).length).toBeGreaterThan(5);
  for (const [name, value = 0] of Object.entries(counted))
    expect([name, planned[name]]).toEqual([name, expect.closeTo(value, 9)]);
}

describe('results that cannot be read', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'ride-request-plan-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('are named, with the command that makes them', () => {
    const missing = path.join(directory, 'cost.json');
    expect(() => readMeasured(missing)).toThrow(/cost\.json has no results of `npm run cost`.* Run it: npm run cost$/);
    writeFileSync(missing, '{"date": "2026-01-01"}');
    expect(() => readMeasured(missing)).toThrow(/Run it: npm run cost$/);
  });
});
