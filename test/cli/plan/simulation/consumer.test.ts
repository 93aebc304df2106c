import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../../cli/mulberry32.ts';
import { erlangC, meanWaitMs } from '../../../../cli/plan/queueing.ts';
import { Consumer, type ConsumerTerms } from '../../../../cli/plan/simulation/consumer.ts';
import { EventQueue } from '../../../../cli/plan/simulation/event-queue.ts';
import { Environments } from '../../../../cli/plan/simulation/invocations.ts';
import { exponential } from '../../../../cli/plan/simulation/spread.ts';
import { Concurrency } from '../../../../local/lambda/concurrency.ts';

type Limits = { readonly [Name in 'most' | 'warm' | 'perTenSeconds' | 'coldStartMs']?: number };

const environmentsIn = (
  events: EventQueue,
  { most = 1_000_000, warm = 1_000_000, perTenSeconds = 0, coldStartMs = 0 }: Limits = {},
) => new Environments(events, { account: new Concurrency(most), warm, perTenSeconds, coldStart: () => coldStartMs });

/** A consumer of messages that are the moments at which they were sent, and when each of them was begun. */
function consumerIn(events: EventQueue, terms: Partial<ConsumerTerms<number>> & { readonly ms?: () => number } = {}) {
  const { ms = () => 100, ...rest } = terms;
  const begun: { readonly sentAt: number; readonly at: number; readonly batch: number }[] = [];
  const consumer = new Consumer<number>(events, {
    environments: environmentsIn(events),
    poll: () => 0,
    mapping: { start: 1, perMinute: 0, most: 1 },
    batchSize: 1,
    work: (batch, done) => {
      for (const sentAt of batch) begun.push({ sentAt, at: events.now, batch: batch.length });
      events.after(ms(), done);
    },
    ...rest,
  });
  return { consumer, begun };
}

describe('a consumer whose messages come and are worked on by chance (M/M/c)', () => {
  // By hand: C(1, 0.7) = 0.7, wait 0.7/0.3 of a service; C(2, 1) = 1/3, wait 1/3; C(3, 2) = 4/9, wait 4/9.
  it.each([
    [1, 0.7, 0.7, 700 / 3],
    [2, 1, 1 / 3, 100 / 3],
    [3, 2, 4 / 9, 400 / 9],
    [8, 6, erlangC(8, 6), meanWaitMs(8, 6, 100)],
  ])('has them wait as Erlang says: %i servers, %f of them busy', async (servers, offered, share, waitMs) => {
    const random = mulberry32(1);
    const events = new EventQueue();
    const mapping = { start: servers, perMinute: 0, most: servers };
    const { consumer, begun } = consumerIn(events, { mapping, ms: () => exponential(100, random) });
    const messages = 200_000;
    let sent = 0;
    const next = () =>
      events.after(exponential(100 / offered, random), () => {
        consumer.send(events.now);
        sent += 1;
        if (sent < messages) next();
      });
    next();
    await events.run();
    const waits = begun.map(({ sentAt, at }) => at - sentAt);
    expect(waits).toHaveLength(messages);
    const mean = waits.reduce((sum, ms) => sum + ms, 0) / messages;
    expect(waits.filter((ms) => ms > 0).length / messages / share).toBeCloseTo(1, 1);
    expect(Math.abs(mean / waitMs - 1)).toBeLessThan(0.05);
  });
});

describe('a consumer whose messages wait', () => {
  const sendAll = (consumer: Consumer<number>, messages: number) => {
    for (let index = 0; index < messages; index += 1) consumer.send(0);
  };

  it('takes them in batches as large as they may be', async () => {
    const events = new EventQueue();
    const { consumer, begun } = consumerIn(events, { batchSize: 10 });
    sendAll(consumer, 25);
    await events.run();
    expect(begun.map(({ batch }) => batch)).toEqual([
      1,
      ...Array(10).fill(10),
      ...Array(10).fill(10),
      ...Array(4).fill(4),
    ]);
    expect(begun.at(-1)?.at).toBe(300); // after three invocations of 100 ms
  });

  it('takes each after a poll', async () => {
    const events = new EventQueue();
    const { consumer, begun } = consumerIn(events, { poll: () => 16 });
    sendAll(consumer, 2);
    await events.run();
    expect(begun.map(({ at }) => at)).toEqual([16, 132]);
  });

  it('gets more invocations, so many a minute, as long as they wait and up to the most there may be', async () => {
    const events = new EventQueue();
    const mapping = { start: 1, perMinute: 60, most: 3 };
    const { consumer, begun } = consumerIn(events, { mapping, ms: () => 10_000 });
    sendAll(consumer, 6);
    await events.run();
    expect(begun.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 10_000, 11_000, 12_000]);
  });

  it('gets no more once none waits', async () => {
    const events = new EventQueue();
    const { consumer, begun } = consumerIn(events, { mapping: { start: 1, perMinute: 60, most: 3 }, ms: () => 500 });
    sendAll(consumer, 2);
    events.after(1_500, () => sendAll(consumer, 2));
    await events.run();
    expect(begun.map(({ at }) => at)).toEqual([0, 500, 1_500, 2_000]);
  });

  it('tries throttled invocations again, after ever longer', async () => {
    const events = new EventQueue();
    const environments = environmentsIn(events, { most: 1, warm: 1 });
    expect(environments.take()).toBe(0);
    const { consumer, begun } = consumerIn(events, { environments });
    sendAll(consumer, 1);
    events.after(1_000, () => environments.giveBack());
    await events.run();
    expect(begun.map(({ at }) => at)).toEqual([1_750]); // tried at 0, 250, 750
    expect(consumer.throttled).toBe(3);
  });
});

describe('the environments of a function', () => {
  it('are started as they are needed, so many in ten seconds, and kept', async () => {
    const events = new EventQueue();
    const environments = environmentsIn(events, { most: 10, warm: 1, perTenSeconds: 2, coldStartMs: 200 });
    expect([1, 2, 3, 4].map(() => environments.take())).toEqual([0, 200, 200, undefined]);
    const later: (number | undefined)[] = [];
    events.after(5_000, () => void later.push(environments.take(), environments.take()));
    events.after(5_001, () => {
      environments.giveBack();
      later.push(environments.take());
    });
    await events.run();
    expect(later).toEqual([200, undefined, 0]);
  });

  it('have no more invocations than the account grants, of all functions together', () => {
    const events = new EventQueue();
    const account = new Concurrency(2);
    const terms = { account, warm: 5, perTenSeconds: 5, coldStart: () => 0 };
    const [one, other] = [new Environments(events, terms), new Environments(events, terms)];
    expect([one.take(), other.take(), one.take()]).toEqual([0, 0, undefined]);
    one.giveBack();
    expect(other.take()).toBe(0);
  });
});
