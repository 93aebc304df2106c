import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, parallelMs, runInParallel, runInSequence, sequentialMs } from '../../bench/latency/graph.ts';
import { promiseGraph } from '../../bench/latency/textbook.ts';

const step = (name: string, ms: number, ...needs: string[]) => ({ name, ms, needs });

describe("the textbook's sums", () => {
  it('say 95 ms in sequence and 65 ms as a promise graph', () => {
    expect(sequentialMs(promiseGraph)).toBe(95);
    expect(parallelMs(promiseGraph)).toBe(65);
  });

  it('say 90 ms where the query needs what was read', () => {
    const needy = promiseGraph.map((each) => (each.name === 'query' ? { ...each, needs: ['read'] } : each));
    expect(parallelMs(needy)).toBe(90);
  });

  it('say the slowest of steps that need none of the others', () => {
    const alone = fc.array(fc.nat(1_000), { minLength: 1 });
    fc.assert(
      fc.property(alone, (delays) => {
        const graph = delays.map((ms, index) => step(String(index), ms));
        expect(parallelMs(graph)).toBe(Math.max(...delays));
      }),
    );
  });

  it('say the same for both ways when each step needs the one before', () => {
    const chain: Graph = [step('one', 20), step('two', 30, 'one'), step('three', 40, 'two')];
    expect(parallelMs(chain)).toBe(sequentialMs(chain));
  });

  it('say nothing for no work', () => {
    expect([sequentialMs([]), parallelMs([])]).toEqual([0, 0]);
  });

  it('refuse a step that needs one which comes later or never', () => {
    expect(() => parallelMs([step('two', 1, 'one'), step('one', 1)])).toThrow(
      'The step one is needed before it is listed.',
    );
  });
});

describe('a promise graph that is run', () => {
  const graph: Graph = [step('one', 20), step('two', 5), step('three', 10, 'one', 'two')];

  it('begins each step as soon as what it needs is done', async () => {
    const work = workUnderControl();
    const running = runInParallel(graph, work.wait);
    expect(await work.begun()).toEqual([20, 5]);
    work.finish(20);
    expect(await work.begun()).toEqual([20, 5]);
    work.finish(5);
    expect(await work.begun()).toEqual([20, 5, 10]);
    work.finish(10);
    expect(await running).toBeGreaterThanOrEqual(0);
  });

  it('begins each step after the one before, in sequence', async () => {
    const work = workUnderControl();
    const running = runInSequence(graph, work.wait);
    expect(await work.begun()).toEqual([20]);
    work.finish(20);
    expect(await work.begun()).toEqual([20, 5]);
    work.finish(5);
    expect(await work.begun()).toEqual([20, 5, 10]);
    work.finish(10);
    expect(await running).toBeGreaterThanOrEqual(0);
  });

  it('refuses a step that needs one which comes later or never', async () => {
    await expect(runInParallel([step('two', 1, 'one')])).rejects.toThrow(RangeError);
  });
});

/** Work that is done when it is told so; steps are known by their duration. */
function workUnderControl() {
  const finishers = new Map<number, () => void>();
  return {
    wait: (ms: number) => new Promise<void>((resolve) => finishers.set(ms, resolve)),
    finish: (ms: number) => finishers.get(ms)?.(),
    begun: async () => {
      await new Promise(setImmediate);
      return [...finishers.keys()];
    },
  };
}
