import { describe, expect, it } from 'vitest';
import { barsOf, expectedBars, inTurnBars } from '../../web/src/bars-of.ts';
import type { Knob } from '../../web/src/knobs.ts';
import { projectionOf } from '../../web/src/projection.ts';

const at = (ms: number) => new Date(Date.parse('2026-11-22T10:00:00.000Z') + ms).toISOString();

const aBranch = (more: object) => ({
  need: 'required',
  status: 'pending',
  queuedAt: null,
  startedAt: null,
  finishedAt: null,
  queuedMs: null,
  durationMs: null,
  attempt: null,
  late: false,
  reason: null,
  ...more,
});

const viewOf = (branches: object) => ({ requestedAt: at(0), branches }) as unknown as Parameters<typeof barsOf>[0];

describe("a waterfall's bars", () => {
  it('stand where branches were at work, and grow where they still are', () => {
    const pricing = aBranch({ status: 'ok', startedAt: at(20), finishedAt: at(220), durationMs: 200, attempt: 2 });
    expect(barsOf(viewOf({ pricing, eta: aBranch({}) }), 250)).toEqual([
      { name: 'pricing', fromMs: 20, untilMs: 220, kind: 'done', note: '200 ms, attempt 2' },
      { name: 'eta', fromMs: 0, untilMs: 250, kind: 'growing', note: 'at work' },
    ]);
  });

  it('tell why a branch has failed, and which never answered', () => {
    const reason = { code: 'card_declined', message: '' };
    const payment = aBranch({
      status: 'rejected',
      startedAt: at(5),
      finishedAt: at(9),
      durationMs: 4,
      attempt: 1,
      reason,
    });
    const bars = barsOf(viewOf({ payment, pricing: aBranch({ status: 'timed_out' }) }), 20_000);
    expect(bars.map(({ kind, note }) => [kind, note])).toEqual([
      ['failed', 'card_declined'],
      ['unanswered', 'no answer in time'],
    ]);
  });

  it('follow each other as they are heard of, and the next one grows', () => {
    const knob: Knob = { delayMs: 0, fault: 'none' };
    const one = aBranch({ status: 'ok', startedAt: at(1_000), finishedAt: at(1_300), durationMs: 300, attempt: 1 });
    const heard = { one } as unknown as Parameters<typeof inTurnBars>[1];
    expect(inTurnBars({ one: knob, two: knob, three: knob }, heard, 420)).toEqual([
      { name: 'one', fromMs: 0, untilMs: 300, kind: 'done', note: '300 ms' },
      { name: 'two', fromMs: 300, untilMs: 420, kind: 'growing', note: 'at work' },
      { name: 'three', fromMs: 300, untilMs: 300, kind: 'growing', note: 'waits' },
    ]);
  });

  it('follow each other where one is asked after the other, the last one until there is an answer', () => {
    const knob = (delayMs: number): Knob => ({ delayMs, fault: 'none' });
    const spans = (elapsedMs: number) =>
      expectedBars({ one: knob(300), two: knob(200) }, elapsedMs).map(({ fromMs, untilMs }) => [fromMs, untilMs]);
    expect(spans(100)).toEqual([
      [0, 100],
      [300, 300],
    ]);
    expect(spans(700)).toEqual([
      [0, 300],
      [300, 700],
    ]);
  });
});

describe("a map's projection", () => {
  it('finds the place again that it has drawn, and keeps all of them within the margin', () => {
    const places = [
      { lat: 37.7, lng: -122.5 },
      { lat: 37.8, lng: -122.2 },
    ];
    const projection = projectionOf(places, { width: 400, height: 300 }, 10);
    for (const place of places) {
      const [x, y] = projection.toPoint(place);
      expect(Math.min(x, 400 - x, y, 300 - y)).toBeGreaterThanOrEqual(9.999);
      expect(projection.toPlace(x, y)).toEqual(place);
    }
  });
});
