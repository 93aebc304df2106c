import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../../cli/trace/log-line.ts';
import type { RawLine } from '../../../cli/trace/log-source.ts';
import type { Hop } from '../../../cli/trace/trace.ts';
import { traceOf } from '../../../cli/trace/trace-of.ts';
import { type RideView, rideView } from '../../../core/ride-view.ts';
import { msBetween, plusMs } from '../../../core/time.ts';
import {
  aBranch,
  aFinish,
  aPlatformLine,
  aRideLine,
  aStart,
  aStructuredLine,
  framingLines,
  tracedRide,
} from '../../support/ride-log.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../../support/rides.ts';

function traced(lines: readonly RawLine[], view?: RideView) {
  const read = lines.flatMap((line) => readLine(line) ?? []).toSorted((one, other) => one.at - other.at);
  // Lambda's own lines come with the name of the service, as `linesOfRide` gives them.
  const named = read.map((line) => ({ ...line, service: line.service.replace('RideRequest-', '') }));
  return traceOf(tracedRide, { lines: named, incomplete: [] }, view);
}

/** `lane what` of each hop. */
const stepsOf = ({ hops }: { hops: readonly Hop[] }) => hops.map(({ lane, what }) => `${lane} ${what}`);

const hopOf = (trace: { hops: readonly Hop[] }, lane: string, what: string) => {
  const hop = trace.hops.find((each) => each.lane === lane && each.what === what);
  if (hop === undefined) throw new Error(`There is no ${lane} ${what} among ${stepsOf(trace).join(', ')}.`);
  const { at, until, kind, note } = hop;
  return {
    fromMs: msBetween(requestedAt, at),
    untilMs: until === null ? null : msBetween(requestedAt, until),
    kind,
    note,
  };
};

const failure = (branch: string, attempt: number, atMs: number, more: object, requestId = `${branch}-${attempt}`) =>
  aStructuredLine('record failed', { level: 'ERROR', attempt, ...more }, { atMs, service: branch, requestId });

const aView = (status: 'confirmed' | 'expired', more: Parameters<typeof aRide>[0] = {}) =>
  rideView(aRide({ rideId: tracedRide, status, settledAt: plusMs(requestedAt, 320), unanswered: [], ...more }));

describe('the trace of a ride', () => {
  it('has every hop with its time, in order', () => {
    const trace = traced([
      ...framingLines(),
      ...aBranch('pricing', { fromMs: 12, untilMs: 300 }, { pending: [] }),
      ...aBranch('eta', { fromMs: 14, untilMs: 150 }, { pending: ['pricing'] }),
    ]);
    expect(stepsOf(trace)).toEqual([
      'api accepted',
      'pricing queued',
      'eta queued',
      'api published',
      'pricing attempt 1',
      'eta attempt 1',
      'api answered',
      'eta recorded',
      'pricing recorded',
      'aggregator settled',
      'aggregator announced',
      'receipt ride.confirmed',
    ]);
    expect(hopOf(trace, 'api', 'accepted')).toMatchObject({ fromMs: 0, kind: 'moment' });
    expect(hopOf(trace, 'pricing', 'queued')).toMatchObject({ fromMs: 5, untilMs: 12, kind: 'waiting' });
    expect(hopOf(trace, 'pricing', 'attempt 1')).toEqual({ fromMs: 12, untilMs: 300, kind: 'work', note: 'ok' });
    expect(hopOf(trace, 'eta', 'recorded')).toMatchObject({ fromMs: 152, note: 'still pending: pricing' });
    expect(hopOf(trace, 'pricing', 'recorded')).toMatchObject({ fromMs: 302, note: 'nobody pending' });
    expect(hopOf(trace, 'api', 'answered')).toMatchObject({ fromMs: 20, untilMs: 330, note: 'confirmed' });
    expect(hopOf(trace, 'receipt', 'ride.confirmed')).toMatchObject({ fromMs: 330, untilMs: 350, note: 'sent' });
    expect(trace).toMatchObject({
      rideId: tracedRide,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      flow: 'parallel',
      status: 'confirmed',
      requestedAt,
      totalMs: 320,
      missing: [],
    });
  });

  it('has the answers that came as messages, and those that came too late', () => {
    const aggregator = { service: 'aggregator' };
    const trace = traced([
      ...framingLines(),
      ...aBranch('pricing', { fromMs: 12, untilMs: 290 }),
      aRideLine('answers recorded', { branches: ['pricing'], pending: ['eta'] }, { atMs: 305, ...aggregator }),
      ...aBranch('eta', { fromMs: 14, untilMs: 2_400 }, { pending: [] }),
      aRideLine('answers late', { branches: ['eta'], lateMs: 2_090 }, { atMs: 2_410, ...aggregator }),
    ]);
    expect(stepsOf(trace).filter((step) => step === 'pricing recorded')).toEqual([]);
    expect(hopOf(trace, 'aggregator', 'recorded')).toMatchObject({ fromMs: 305, note: 'pricing; still pending: eta' });
    expect(hopOf(trace, 'aggregator', 'late')).toMatchObject({ note: 'eta, 2,090 ms after the outcome' });
    expect(trace.missing).toEqual([]);
  });

  it('names a branch of which only the others know', () => {
    const trace = traced([
      ...framingLines(),
      ...aBranch('pricing', { fromMs: 12, untilMs: 300 }, { pending: ['eta'] }),
    ]);
    expect(trace.missing).toEqual(['eta: no answer in the logs']);
  });

  it.each([
    ['branch skipped', 'skipped: the deadline had come'],
    ['answer found', 'answered before'],
  ] as const)('has the end of an attempt that asked nobody: %s', (message, note) => {
    const trace = traced([
      aStart('pricing', { fromMs: 12, attempt: 2 }),
      aRideLine(message, { branch: 'pricing', attempt: 2 }, { atMs: 20, service: 'pricing', requestId: 'pricing-2' }),
    ]);
    expect(hopOf(trace, 'pricing', 'attempt 2')).toMatchObject({ fromMs: 12, untilMs: 20, kind: 'work', note });
  });

  it('tells a crash by what Lambda says of the invocation, and goes on with the next attempt', () => {
    const requestId = randomUUID();
    const trace = traced([
      ...framingLines(),
      ...aBranch('eta', { fromMs: 14, untilMs: 150 }),
      aStart('pricing', { fromMs: 12, requestId }),
      aPlatformLine(`RequestId: ${requestId} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`, {
        atMs: 90,
        service: 'pricing',
      }),
      ...aBranch('pricing', { fromMs: 1_000, untilMs: 1_200, attempt: 2 }),
    ]);
    expect(hopOf(trace, 'pricing', 'attempt 1')).toEqual({
      fromMs: 12,
      untilMs: 90,
      kind: 'failure',
      note: 'Runtime exited with error: exit status 1',
    });
    expect(hopOf(trace, 'pricing', 'attempt 2')).toMatchObject({ fromMs: 1_000, untilMs: 1_200, kind: 'work' });
    expect(hopOf(trace, 'pricing', 'queued')).toMatchObject({ untilMs: 12 });
    expect(trace.missing).toEqual([]);
  });

  it.each([
    (id: string) => `2026-03-04T09:00:06.012Z ${id} Task timed out after 6.00 seconds`,
    (id: string) => `Sandbox.Timedout RequestId: ${id} Error: Task timed out after 6.00 seconds`,
  ])('tells a time-out in the words of Lambda and of the embedded cloud', (said) => {
    const requestId = randomUUID();
    const line = aPlatformLine(said(requestId), { atMs: 6_012, service: 'pricing' });
    const trace = traced([aStart('pricing', { fromMs: 12, requestId }), line]);
    expect(hopOf(trace, 'pricing', 'attempt 1')).toMatchObject({
      untilMs: 6_012,
      kind: 'failure',
      note: 'Task timed out after 6.00 seconds',
    });
  });

  it('tells why an attempt failed and what becomes of its message', () => {
    const error = { name: 'TimeLimitError', message: 'No answer.', stack: 'E\n    at e (core/pricing.ts:42:7)' };
    const trace = traced([
      aStart('pricing', { fromMs: 12 }),
      failure('pricing', 1, 40, { retryInSeconds: 1, error }),
      aStart('pricing', { fromMs: 1_040, attempt: 2 }),
      aFinish(
        'pricing',
        { fromMs: 12, untilMs: 1_100, attempt: 2 },
        { status: 'failed', reason: 'attempts_exhausted' },
      ),
      failure('pricing', 2, 1_105, { goesTo: 'dead-letter queue', error }),
      failure('webhook', 3, 2_000, {
        retryInSeconds: 4,
        error: { name: 'WebhookFailedError', message: 'Answered 500.' },
      }),
    ]);
    expect(hopOf(trace, 'pricing', 'attempt 1')).toMatchObject({
      kind: 'failure',
      untilMs: 40,
      note: 'TimeLimitError: No answer. (core/pricing.ts:42); again in 1 s',
    });
    expect(hopOf(trace, 'pricing', 'attempt 2')).toMatchObject({
      kind: 'failure',
      fromMs: 1_040,
      note: expect.stringMatching(/^failed, attempts_exhausted, .*goes to the dead-letter queue$/),
    });
    expect(hopOf(trace, 'webhook', 'attempt 3')).toMatchObject({
      kind: 'failure',
      note: 'WebhookFailedError: Answered 500.; again in 4 s',
    });
  });

  it('does not take one invocation for another: two deliveries of the same attempt have an end each', () => {
    const trace = traced([
      aStart('pricing', { fromMs: 12, requestId: 'one' }),
      aStart('pricing', { fromMs: 14, requestId: 'other' }),
      aFinish('pricing', { fromMs: 14, untilMs: 80, requestId: 'other' }),
    ]);
    expect(trace.hops.filter(({ what }) => what === 'attempt 1')).toMatchObject([
      { kind: 'open', until: null },
      { kind: 'work', until: plusMs(requestedAt, 80) },
    ]);
  });

  it('says which attempts left no line, and draws those that left their end alone', () => {
    const finish = aFinish('pricing', { fromMs: 12, untilMs: 9_000, attempt: 3 });
    const trace = traced([...framingLines(), ...aBranch('eta', { fromMs: 14, untilMs: 150 }), finish]);
    expect(trace.missing).toEqual(['pricing: attempt 1 left no line', 'pricing: attempt 2 left no line']);
    expect(hopOf(trace, 'pricing', 'attempt 3')).toMatchObject({ fromMs: 12, untilMs: 9_000 });
  });

  it('says that a branch never answered, and with the record why', () => {
    const lines = [
      ...framingLines(),
      ...aBranch('pricing', { fromMs: 12, untilMs: 300 }),
      aStart('eta', { fromMs: 14 }),
    ];
    expect(hopOf(traced(lines), 'eta', 'attempt 1')).toMatchObject({ kind: 'open', untilMs: null });
    expect(traced(lines).missing).toEqual(['eta: no answer in the logs']);
    const expects = { pricing: 'required', eta: 'optional' } as const;
    const results = resultsOf(aResult('pricing'));
    const view = aView('confirmed', {
      expects,
      results,
      settledAt: plusMs(requestedAt, 20_100),
      unanswered: ['eta'],
    });
    expect(traced(lines, view).missing).toEqual(['eta: no answer: the deadline came first']);
  });

  it('names branches of which nothing but their absence is known', () => {
    const settled = { status: 'expired', unanswered: ['payment-check'], reasons: ['payment-check_timed_out'] } as const;
    const { missing } = traced([aRideLine('ride settled', settled, { atMs: 20_000, service: 'aggregator' })]);
    expect(missing).toContain('payment-check: no answer in the logs');
    expect(missing).toContain('api: that the ride was published is not in the logs');
    expect(missing).toContain('aggregator: no announcement is in the logs');
  });

  it('takes from the record what the logs lack', () => {
    const trace = traced([], aView('confirmed', { results: allOk({ attempt: 2 }) }));
    expect(trace).toMatchObject({ status: 'confirmed', flow: 'parallel', totalMs: 320 });
    expect(hopOf(trace, 'pricing', 'attempts 1–2')).toMatchObject({
      fromMs: 10,
      untilMs: 300,
      note: 'ok, from the record',
    });
    expect(trace.missing).toContain('pricing: its answer is in the record and not in the logs');
    expect(trace.missing).toContain('aggregator: that the ride was settled is not in the logs');
  });

  it('says that only the record knows the branches of a sequential ride', () => {
    const settled = { flow: 'sequential', status: 'confirmed', totalMs: 780 } as const;
    const lines = [aRideLine('ride settled', settled, { atMs: 780, service: 'sequential-ride' })];
    expect(traced(lines).missing).toContain('the branches of a sequential ride: only its record tells of them');
    const { missing, hops } = traced(lines, aView('confirmed', { flow: 'sequential', results: allOk() }));
    expect(missing.join()).not.toContain('sequential');
    expect(hops.map(({ lane }) => lane)).toContain('pricing');
  });

  it('leaves lines of a known name that lack what they should have to the log', () => {
    const trace = traced([aStructuredLine('branch started', { branch: 7 }, { atMs: 3, service: 'pricing' })]);
    expect(trace.hops).toEqual([]);
    expect(trace.lines).toHaveLength(1);
  });
});
