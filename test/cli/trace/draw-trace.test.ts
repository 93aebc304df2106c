import { describe, expect, it } from 'vitest';
import { localDateTime, localTime } from '../../../cli/local-time.ts';
import { drawTrace } from '../../../cli/trace/draw-trace.ts';
import { readLine } from '../../../cli/trace/log-line.ts';
import type { RawLine } from '../../../cli/trace/log-source.ts';
import { traceOf } from '../../../cli/trace/trace-of.ts';
import { aBranch, aStart, aStructuredLine, framingLines, tracedRide } from '../../support/ride-log.ts';
import { requestedAt } from '../../support/rides.ts';

const drawn = (...lines: readonly RawLine[]): string => {
  const read = lines.flatMap((line) => readLine(line) ?? []).toSorted((one, other) => one.at - other.at);
  return drawTrace(traceOf(tracedRide, { lines: read, incomplete: [] }));
};

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
    expect(rowOf(text, 'webhook', 'attempt 4')).toMatch(/→ +\+3600000 ms/);
    expect(rowOf(text, 'pricing', 'attempt 1')).toBe(rowOf(drawn(...usual()), 'pricing', 'attempt 1'));
  });

  it.each([90, 120, 200])('has its rows in %i columns', (columns) => {
    const lines = usual().flatMap((line) => readLine(line) ?? []);
    const rows =
      drawTrace(traceOf(tracedRide, { lines, incomplete: [] }), columns)
        .split('\n\n')[1]
        ?.split('\n') ?? [];
    expect(Math.max(...rows.map((row) => row.length))).toBe(columns);
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
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(drawn(evil)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
