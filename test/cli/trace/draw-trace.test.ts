import { describe, expect, it } from 'vitest';
import { localDateTime, localTime } from '../../../cli/local-time.ts';
import { drawTrace } from '../../../cli/trace/draw-trace.ts';
import { readLine } from '../../../cli/trace/log-line.ts';
import type { RawLine } from '../../../cli/trace/log-source.ts';
import type { Trace } from '../../../cli/trace/trace.ts';
import { traceOf } from '../../../cli/trace/trace-of.ts';
import { aBranch, aRideLine, aStart, aStructuredLine, framingLines, tracedRide } from '../../support/ride-log.ts';
import { requestedAt } from '../../support/rides.ts';

function traceIn(lines: readonly RawLine[]): Trace {
  const read = lines.flatMap((line) => readLine(line) ?? []).toSorted((one, other) => one.at - other.at);
  return traceOf(tracedRide, { lines: read, incomplete: [] });
}

const drawn = (...lines: readonly RawLine[]): string => drawTrace(traceIn(lines));
const drawnIn = (columns: number, ...lines: readonly RawLine[]): string => drawTrace(traceIn(lines), columns);

const usual = () => [
  ...framingLines(),
  ...aBranch('pricing', { fromMs: 12, untilMs: 300 }),
  ...aBranch('eta', { fromMs: 12, untilMs: 156 }),
];

/** The row of a hop. */
const rowOf = (text: string, lane: string, what: string) => {
  const row = text.split('\n').find((line) => new RegExp(`^  ${lane} +${what} `).test(line));
  if (row === undefined) throw new Error(`There is no row of ${lane} ${what} in\n${text}`);
  return row;
};

const inkOf = (row: string, ink: string) => [...row].filter((each) => each === ink).length;

describe('a drawn trace', () => {
  it('begins with what became of the ride', () => {
    const [heading] = drawn(...usual()).split('\n');
    expect(heading).toBe(
      `${tracedRide}: parallel ride confirmed after 320 ms, requested ${localDateTime(Date.parse(requestedAt))}, trace 0af7651916cd43dd8448eb211c80319c`,
    );
  });

  it('has a row per hop, its bar as long as it took, with its time', () => {
    const text = drawn(...usual());
    const [pricing, eta] = [rowOf(text, 'pricing', 'attempt 1'), rowOf(text, 'eta', 'attempt 1')];
    expect(pricing).toMatch(/\+12 ms +288 ms {2}ok$/);
    expect(inkOf(eta, '█') / inkOf(pricing, '█')).toBeCloseTo(0.5, 1);
    expect(eta.indexOf('█')).toBe(pricing.indexOf('█'));
    expect(rowOf(text, 'pricing', 'queued')).toMatch(/░ .*\+5 ms +7 ms$/);
    expect(rowOf(text, 'aggregator', 'settled')).toMatch(/▏ .*\+320 ms +confirmed$/);
  });

  it('leaves the scale to the ride: what follows long after it is an arrow', () => {
    const late = aStructuredLine('record failed', { attempt: 4 }, { atMs: 3_600_000, service: 'webhook' });
    const text = drawn(...usual(), late);
    expect(rowOf(text, 'webhook', 'attempt 4')).toMatch(/→ +\+3,600,000 ms/);
    expect(rowOf(text, 'pricing', 'attempt 1')).toBe(rowOf(drawn(...usual()), 'pricing', 'attempt 1'));
  });

  it('uses the whole width of a terminal', () => {
    const [, rows = ''] = drawnIn(120, ...usual()).split('\n\n');
    expect(Math.max(...rows.split('\n').map((row) => row.length))).toBe(120);
  });

  it('says what is missing', () => {
    expect(drawn(...framingLines(), aStart('pricing', { fromMs: 12 }))).toContain(
      '  missing: pricing: no answer in the logs',
    );
    expect(drawn(...usual())).not.toContain('missing');
  });

  it('lists the lines with time, function, level and what they say, but for what is on every line', () => {
    const error = {
      name: 'TypeError',
      message: 'x is not a function',
      stack: 'TypeError: …\n    at e (core/pricing.ts:42:7)',
    };
    const failed = aStructuredLine('record failed', { level: 'ERROR', error }, { atMs: 40, service: 'pricing' });
    const text = drawn(...usual(), failed);
    const time = localTime(Date.parse(requestedAt) + 12);
    expect(text).toMatch(
      new RegExp(`  ${time}  pricing +INFO +branch started  branch=pricing  attempt=1  queuedMs=7$`, 'm'),
    );
    expect(text).toMatch(/ERROR +record failed {2}error="TypeError: x is not a function \(core\/pricing\.ts:42\)"$/m);
    expect(text).not.toContain('function_request_id');
  });

  it('lets no line command the terminal', () => {
    const evil = aStructuredLine(
      'clear\u001b[2J',
      { note: '\u001b]0;title\u0007', more: '\u001b[1m' },
      { atMs: 1, service: 'api' },
    );
    const error = { name: 'Error', message: 'clear\u001b[2J\nand go on' };
    const failed = aStructuredLine('record failed', { attempt: 1, error }, { atMs: 2, service: 'receipt' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(drawn(evil, failed)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('a trace drawn for a terminal of 40 to 200 columns', () => {
  const error = {
    name: 'ProviderUnavailableError',
    message: `POST https://payments.example.com/v1/${'intents/'.repeat(8)} was not answered within the time of an attempt`,
    stack: 'ProviderUnavailableError: …\n    at e (adapters/services/stripe.ts:142:7)',
  };
  const failed = (service: string, atMs: number, more: object) =>
    aStructuredLine('record failed', { level: 'ERROR', error, ...more }, { atMs, service, requestId: `${service}-1` });
  const failing = () => [
    ...framingLines(),
    aStart('payment-check', { fromMs: 12 }),
    failed('payment-check', 95, { attempt: 1, retryInSeconds: 2 }),
    ...aBranch('payment-check', { fromMs: 2_100, untilMs: 12_300, attempt: 2 }, { status: 'failed', reason: 'crash' }),
    aStart('driver-matching', { fromMs: 12 }),
    aRideLine(
      'answers recorded',
      { branches: ['pricing', 'eta'], pending: ['driver-matching', 'payment-check'] },
      { atMs: 14_000, service: 'aggregator' },
    ),
    failed('webhook', 3_600_000, { attempt: 12, goesTo: 'dead-letter queue RideRequest-WebhookDeadLetters' }),
  ];
  const widths = Array.from({ length: 161 }, (_, index) => 40 + index);

  it.each([
    ['a usual ride', usual],
    ['a ride whose branches fail, with much to say', failing],
  ])('has %s in it, and all of that, in the same order', (_, lines) => {
    const told = (text: string) => text.replaceAll(/[\s░█▒▏→]/g, '');
    const trace = traceIn(lines());
    const all = told(drawTrace(trace));
    for (const columns of widths) {
      const text = drawTrace(trace, columns);
      expect(text.split('\n').filter((line) => line.length > columns)).toEqual([]);
      expect(told(text)).toBe(all);
    }
  });

  it.each([40, 60, 80, 120, 200])('keeps the proportions in %i columns', (columns) => {
    const bars = drawnIn(columns, ...usual())
      .split('\n')
      .map((line) => inkOf(line, '█'));
    const [pricing = 0, eta = 0] = bars.filter((length) => length > 0).toSorted((one, other) => other - one);
    expect(eta / pricing).toBeCloseTo(0.5, 0);
  });
});
