import { describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { leaseAfterDeadlineMs } from '../../core/driver-matching.ts';
import { graceMs } from '../../core/outcome-rule.ts';
import { whileRiderWaits } from '../../core/retry.ts';
import { type Synthesized, serviceName, synthesize } from './synthesize.ts';

/** Those whose work a rider waits for. */
const awaited = [...Object.keys(branches), 'deadline'];

describe.each([{}, { functionTimeoutSeconds: 1 }, { functionTimeoutSeconds: 60 }])('time-outs with %o', (settings) => {
  const stack = synthesize(settings);
  const consumers = consumersOf(stack);

  it('hides a message for at least six times as long as its function may take, where no rider waits', () => {
    const others = consumers.filter(({ name }) => !awaited.includes(name));
    expect(others.length).toBeGreaterThan(2);
    for (const { visibility, timeout } of others) expect(visibility).toBeGreaterThanOrEqual(6 * timeout);
  });

  it('hides it for a second longer than its function may take, where one does', () => {
    const those = consumers.filter(({ name }) => awaited.includes(name));
    expect(those).toHaveLength(awaited.length);
    for (const { visibility, timeout } of those) expect(visibility).toBe(timeout + 1);
  });

  it('bounds every branch by its own time-out, or by the one that is set for all lanes', () => {
    for (const { name, timeoutSeconds } of Object.values(branches)) {
      const expected = settings.functionTimeoutSeconds ?? timeoutSeconds;
      expect(stack.functionNamed(name).Properties.Timeout).toBe(expected);
    }
  });

  it('bounds the aggregator by the time-out that is set for all lanes', () => {
    expect(stack.functionNamed('aggregator').Properties.Timeout).toBe(settings.functionTimeoutSeconds ?? 6);
  });

  it('gives the API as long as the gateway waits', () => {
    expect(stack.functionNamed('api').Properties.Timeout).toBe(29);
  });
});

describe('as it is deployed', () => {
  const consumers = consumersOf(synthesize());
  const consumerOf = (name: string) => consumers.find((each) => each.name === name) ?? expect.fail();

  it.each([0, 1, 2, 3, 10])(
    'a ride whose deadline dies with its worker %i times ends at most 4 s for each and 1 s late',
    (deaths) => {
      const { timeout, visibility, maxReceiveCount } = consumerOf('deadline');
      expect([timeout, visibility]).toEqual([3, 4]);
      expect(maxReceiveCount).toBe(Number.POSITIVE_INFINITY);
      // SQS delays by whole seconds, and hides what a dead worker had from when it was received.
      expect(1 + deaths * visibility).toBeLessThanOrEqual(deaths * 4 + 1);
    },
  );

  it.each(Object.keys(branches))(
    '%s has six attempts or more in the life of a ride, failing, hanging or dying',
    (name) => {
      const { timeout, visibility, maxReceiveCount } = consumerOf(name);
      expect([timeout, visibility]).toEqual([3, 4]);
      const deadlineSeconds = 20;
      expect(attemptsWithin(deadlineSeconds, whileRiderWaits)).toBeGreaterThanOrEqual(6);
      // The last of those that hang or die begins a second before the deadline, and so can still answer.
      expect(attemptsWithin(deadlineSeconds, () => visibility)).toBeGreaterThanOrEqual(5);
      expect(maxReceiveCount).toBeGreaterThan(attemptsWithin(deadlineSeconds, whileRiderWaits));
    },
  );

  it('a lease outlasts all that may still confirm its ride, and clocks that differ by seconds', () => {
    const slowestMs = 1_000 * Math.max(consumerOf('aggregator').timeout, consumerOf('deadline').timeout);
    expect(graceMs + slowestMs + 5_000).toBeLessThan(leaseAfterDeadlineMs);
  });

  it('a branch that dies once has its batch again while the ride has most of its life left', () => {
    for (const name of Object.keys(branches)) expect(consumerOf(name).visibility).toBeLessThanOrEqual(20 / 4);
  });
});

it('gives the API less time when it is told to, and tells it so', () => {
  const { Timeout, Environment } = synthesize({ apiTimeoutSeconds: 8 }).functionNamed('api').Properties;
  expect(Timeout).toBe(8);
  expect(Environment.Variables.API_TIMEOUT_SECONDS).toBe('8');
});

/** How many attempts begin a second before the deadline or earlier, each so long after the one before. */
function attemptsWithin(deadlineSeconds: number, pauseAfter: (attempt: number) => number): number {
  let attempts = 0;
  for (let second = 0; second <= deadlineSeconds - 1; second += pauseAfter(attempts)) attempts += 1;
  return attempts;
}

function consumersOf({ all }: Synthesized) {
  const queues = new Map(all('AWS::SQS::Queue'));
  const functions = new Map(all('AWS::Lambda::Function'));
  return all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
    const queue = queues.get(Properties.EventSourceArn['Fn::GetAtt'][0])?.Properties;
    const handler = functions.get(Properties.FunctionName.Ref)?.Properties;
    return {
      name: serviceName(handler),
      visibility: queue?.VisibilityTimeout as number,
      timeout: handler?.Timeout as number,
      maxReceiveCount: (queue?.RedrivePolicy?.maxReceiveCount ?? Number.POSITIVE_INFINITY) as number,
    };
  });
}
