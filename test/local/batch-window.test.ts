import { beforeEach, describe, expect, it } from 'vitest';
import { BatchWindow, type Place } from '../../local/event-source/batch-window.ts';

let isSaturated: boolean;
let lateMs: number;

beforeEach(() => {
  isSaturated = false;
  lateMs = 0;
});

const windowOf = ({ maxBatches = 50, batchSize = 10 } = {}) =>
  new BatchWindow({ maxBatches, batchSize, watchProcessors: () => () => isSaturated, lateMs: () => lateMs });

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A mapping with more messages than can be taken: batches that fit in begin at once. */
class Backlog {
  readonly #window: BatchWindow;
  readonly #messages: number;
  readonly underWay: Place[] = [];

  constructor(window: BatchWindow, messages = 10) {
    this.#window = window;
    this.#messages = messages;
    void this.#poll();
  }

  async #poll(): Promise<void> {
    for (;;) {
      const place = await this.#window.acquire();
      place.fill(this.#messages);
      this.underWay.push(place);
    }
  }

  /** All that is under way ends. */
  async round(isDone = true): Promise<number> {
    await turn();
    const ended = this.underWay.splice(0);
    for (const place of ended) place.release(isDone);
    await turn();
    return ended.length;
  }
}

describe('the window of an event source mapping', () => {
  it('is fifteen batches at first, and doubles in each round that is dealt with while more are waiting', async () => {
    const backlog = new Backlog(windowOf({ maxBatches: 100 }));
    expect([await backlog.round(), await backlog.round(), await backlog.round()]).toEqual([15, 30, 60]);
  });

  it('never exceeds its bound', async () => {
    const window = windowOf({ maxBatches: 40 });
    const backlog = new Backlog(window);
    const rounds = [];
    for (let round = 0; round < 5; round += 1) rounds.push(await backlog.round());
    expect(rounds).toEqual([15, 30, 40, 40, 40]);
    expect(window.size).toBe(400);
  });

  it('lets in as many messages in small batches as in full ones', async () => {
    const backlog = new Backlog(windowOf({ maxBatches: 200 }), 1);
    // A poller that waits for a batch has a full one's place.
    expect(await backlog.round()).toBe(141);
    expect(await new Backlog(windowOf({ maxBatches: 200, batchSize: 1 }), 1).round()).toBe(150);
  });

  it.each([1, 2])('holds to a bound of %i', async (maxBatches) => {
    const backlog = new Backlog(windowOf({ maxBatches }));
    expect([await backlog.round(), await backlog.round()]).toEqual([maxBatches, maxBatches]);
  });

  it('lets a batch in that is larger than the window', async () => {
    const backlog = new Backlog(windowOf({ batchSize: 1_000 }), 1_000);
    expect([await backlog.round(), await backlog.round()]).toEqual([1, 1]);
  });

  it('grows by a batch in each round while the processor is saturated', async () => {
    isSaturated = true;
    const window = windowOf();
    const backlog = new Backlog(window);
    const rounds = [];
    for (let round = 0; round < 4; round += 1) rounds.push(await backlog.round());
    expect(rounds).toEqual([15, 15, 16, 17]);
    expect(window.size).toBeLessThan(190);
  });

  it('looks at the processors from the beginning of a batch to its end', async () => {
    const watched: string[] = [];
    const window = new BatchWindow({
      maxBatches: 50,
      batchSize: 10,
      lateMs: () => 0,
      watchProcessors: () => {
        watched.push('begun');
        return () => {
          watched.push('ended');
          return false;
        };
      },
    });
    const place = await window.acquire();
    void window.acquire();
    expect(watched).toEqual([]);
    place.fill(10);
    expect(watched).toEqual(['begun']);
    for (let more = 0; more < 15; more += 1) void window.acquire();
    place.release(true);
    expect(watched).toEqual(['begun', 'ended']);
  });

  it('does not grow by batches that fail', async () => {
    const backlog = new Backlog(windowOf());
    expect([await backlog.round(false), await backlog.round(false)]).toEqual([15, 15]);
  });

  it('does not grow while nobody waits', async () => {
    const window = windowOf();
    for (let batch = 0; batch < 20; batch += 1) {
      const place = await window.acquire();
      place.fill(10);
      place.release(true);
    }
    const one = await window.acquire();
    one.fill(10);
    await window.acquire();
    one.release(true);
    expect(window.size).toBe(150);
  });

  it("shrinks once in a round while the function's worker is late, down to four batches", async () => {
    const backlog = new Backlog(windowOf());
    for (let round = 0; round < 3; round += 1) await backlog.round();
    lateMs = 300;
    const rounds = [];
    for (let round = 0; round < 13; round += 1) rounds.push(await backlog.round());
    expect(rounds).toEqual([50, 40, 32, 25, 20, 16, 13, 10, 8, 6, 5, 4, 4]);
  });

  it('gives back the place of a receive that brings nothing', async () => {
    const window = windowOf({ maxBatches: 1 });
    const place = await window.acquire();
    place.fill(0);
    place.release(false);
    await expect(window.acquire()).resolves.toBeDefined();
  });
});
