import { describe, expect, it } from 'vitest';
import { engines } from '../../bench/peers/engines.ts';
import { checkRefusals, figuresOf, RefusalsError } from '../../bench/peers/figures.ts';
import { inTurn } from '../../bench/peers/in-turn.ts';
import { type Measured, overheadOf, slowestMs } from '../../bench/peers/measure.ts';
import { reportOf } from '../../bench/peers/report.ts';
import { markdownOf } from '../../bench/support/table.ts';

const [engine] = engines;
if (!engine) throw new Error('There are no engines.');

const roundOf = (alone: number, more: Partial<Measured> = {}): Measured => ({
  alone: { p50: alone, p99: alone + 1 },
  crowd: { p50: alone + 2, p99: alone + 3 },
  ridesPerSecond: 100 * alone,
  processorMs: 10 * alone,
  asked: 100,
  refusals: [],
  ...more,
});

describe('callers in turn', () => {
  it('do everything once, in order, with as many under way as there are callers', async () => {
    const underWay = { now: 0, most: 0 };
    const results = await inTurn(3, 10, async (index) => {
      underWay.now += 1;
      underWay.most = Math.max(underWay.most, underWay.now);
      await new Promise(setImmediate);
      underWay.now -= 1;
      return index;
    });
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(underWay.most).toBe(3);
  });

  it('begin nothing any more when it is over, and still end what they have begun', async () => {
    let begun = 0;
    const work = async (index: number) => {
      begun += 1;
      await new Promise(setImmediate);
      return index;
    };
    expect(await inTurn(2, 100, work, () => begun >= 4)).toEqual([0, 1, 2, 3]);
  });

  it('fail when one of them does', async () => {
    await expect(inTurn(2, 4, async (index) => Promise.reject(new Error(`no ${index}`)))).rejects.toThrow('no 0');
  });
});

describe("a round's overhead", () => {
  it('is what rides took beyond their slowest branch', () => {
    const asked = [5, 1, 3].map((ms) => ({ ms: slowestMs + ms }));
    expect(overheadOf(asked)).toEqual({ p50: 3, p99: 5 });
  });

  it('leaves out refused rides, which may be fast', () => {
    expect(overheadOf([{ ms: 2, refusal: '500' }, { ms: slowestMs + 7 }])).toEqual({ p50: 7, p99: 7 });
  });
});

describe('the figures', () => {
  it('are medians over the rounds', () => {
    expect(figuresOf([roundOf(9), roundOf(1), roundOf(4)])).toEqual({
      aloneP50: 4,
      aloneP99: 5,
      crowdP50: 6,
      crowdP99: 7,
      ridesPerSecond: 400,
      processorMs: 40,
    });
  });

  it('are not told of an engine that refused more than 5 % of the rides', () => {
    const rounds = (refused: number) => [roundOf(1), roundOf(1, { refusals: Array(refused).fill('503 busy') })];
    expect(() => checkRefusals({ engine, rounds: rounds(10) })).not.toThrow();
    expect(() => checkRefusals({ engine, rounds: rounds(11) })).toThrow(RefusalsError);
    expect(() => checkRefusals({ engine, rounds: rounds(11) })).toThrow('11 of 200 rides');
  });
});

describe('the report', () => {
  const findings = [{ engine, versions: { redis: '7.0.15' }, rounds: [roundOf(2, { refusals: ['503'] }), roundOf(4)] }];
  const skipped = [{ title: 'BullMQ', lacks: 'Redis' }];
  const report = reportOf('npm run bench:peers', { rounds: 2, rides: 15, work: 'rides' }, findings, skipped);

  it('has a row for each engine, with its versions', () => {
    const [figures, about] = report.tables.map((table) => markdownOf(table).split('\n').at(-1));
    const cells = (line = '') => line.split('|').map((cell) => cell.trim());
    expect(cells(figures)).toEqual([
      '',
      engine.title,
      '2',
      '3',
      '4',
      '5',
      '200 (200 to 400)',
      '20 (20 to 40)',
      '1',
      '',
    ]);
    expect(cells(about)).toContain('redis 7.0.15');
  });

  it('names what was skipped, and why', () => {
    expect(report.notes?.[0]).toBe('**BullMQ was skipped.** It lacks Redis.');
  });
});
