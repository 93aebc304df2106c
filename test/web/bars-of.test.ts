import { describe, expect, it } from 'vitest';
import { barsOf, expectedBars, inTurnBars } from '../../web/src/bars-of.ts';
import type { Knob } from '../../web/src/knobs.ts';
import { projectionOf } from '../../web/src/projection.ts';
import type { Runner } from '../../web/src/runner.ts';
import { runnerBars } from '../../web/src/runner-bars.ts';
import type { Hop } from '../../web/src/tell-race.ts';

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

const viewOf = (branches: object, status = 'requested', flow = 'parallel') =>
  ({ requestedAt: at(0), branches, status, flow }) as unknown as Parameters<typeof barsOf>[0];

const hop = (lane: string, what: string, kind: Hop['kind'], from: number, until: number | null, note = ''): Hop => {
  return { lane, what, kind, at: at(from), until: until === null ? null : at(until), note };
};

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
    const bars = barsOf(viewOf({ payment, pricing: aBranch({ status: 'timed_out' }) }, 'expired'), 20_000, true);
    expect(bars.map(({ kind, untilMs, note }) => [kind, untilMs, note])).toEqual([
      ['failed', 9, 'card_declined'],
      ['empty', 0, 'no answer in time'],
    ]);
  });

  it('are empty where a sequential ride never asked', () => {
    const view = viewOf({ eta: aBranch({ status: 'not_awaited' }) }, 'rejected', 'sequential');
    expect(barsOf(view, 700, true)).toEqual([
      { name: 'eta', fromMs: 0, untilMs: 0, kind: 'empty', note: 'never asked' },
    ]);
  });

  it("have bars of their own for attempts, with the error's line", () => {
    const payment = aBranch({
      status: 'failed',
      startedAt: at(10),
      finishedAt: at(1_200),
      durationMs: 1_190,
      attempt: 2,
    });
    const hops = [
      hop('payment', 'queued', 'waiting', 0, 10),
      hop('payment', 'attempt 1', 'failure', 10, 110, 'SimulatedFaultError: told to; again in 1 s'),
      hop('payment', 'attempt 2', 'open', 1_110, null, 'its end is not in the logs'),
      hop('eta', 'attempt 1', 'work', 10, 20),
    ];
    const [bar] = barsOf(viewOf({ payment }, 'rejected'), 1_300, true, hops);
    expect(bar?.attempts).toEqual([
      {
        name: 'attempt 1',
        fromMs: 10,
        untilMs: 110,
        kind: 'failed',
        note: 'SimulatedFaultError: told to; again in 1 s',
      },
      { name: 'attempt 2', fromMs: 1_110, untilMs: 1_110, kind: 'unanswered', note: 'its end is not in the logs' },
    ]);
    const eta = aBranch({ status: 'ok', startedAt: at(10), finishedAt: at(20), durationMs: 10, attempt: 1 });
    expect(barsOf(viewOf({ eta }, 'confirmed'), 1_300, true, hops)[0]).not.toHaveProperty('attempts');
    const again = hop('eta', 'attempt 2', 'work', 30, 40, 'answered before');
    expect(barsOf(viewOf({ eta }, 'confirmed'), 1_300, true, [...hops, again])[0]?.attempts).toHaveLength(2);
  });

  it('show deliveries that did not ask the branch any more as one', () => {
    const payment = aBranch({ status: 'failed', startedAt: at(10), finishedAt: at(100), durationMs: 90, attempt: 1 });
    const hops = [
      hop('payment', 'attempt 1', 'failure', 10, 100, 'failed, GivenUpError: no'),
      hop('payment', 'attempt 2', 'failure', 200, 210, 'GivenUpError: no; again in 0 s'),
      hop('payment', 'attempt 3', 'failure', 300, 310, 'GivenUpError: no; goes to the dead-letter queue'),
    ];
    const [bar] = barsOf(viewOf({ payment }, 'rejected'), 120, true, hops);
    expect(bar?.attempts?.map(({ name, fromMs, untilMs, note }) => [name, fromMs, untilMs, note])).toEqual([
      ['attempt 1', 10, 100, 'failed, GivenUpError: no'],
      ['attempts 2–3', 200, 310, 'GivenUpError: no; goes to the dead-letter queue'],
    ]);
  });

  it('show nothing at work in a ride that has ended, however it did', () => {
    const knob: Knob = { delayMs: 100, fault: 'none' };
    const done = aBranch({ status: 'ok', startedAt: at(0), finishedAt: at(100), durationMs: 100, attempt: 1 });
    const runner = (more: object) => ({ flow: 'sequential', knobs: { one: knob, two: knob, three: knob }, ...more });
    const over = (more: object, heard?: object) =>
      runnerBars(runner(more) as unknown as Runner, { elapsedMs: 900, isOver: true, heard: heard as never });
    const heard = over({}, { one: done });
    expect(heard.map(({ kind, note }) => [kind, note])).toEqual([
      ['done', '100 ms'],
      ['unanswered', 'no answer'],
      ['empty', 'not heard of'],
    ]);
    const unheard = [
      over({}),
      over({ flow: 'parallel' }),
      over({ view: { ...viewOf({ one: aBranch({}) }), timing: {} } }),
    ];
    expect(unheard.flat().map(({ kind }) => kind)).toEqual(Array(7).fill('empty'));
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
