import { msBetween } from '../../core/time.ts';
import { grouped, inMs } from '../figures.ts';
import { fold } from '../fold.ts';
import { localDateTime, localTime } from '../local-time.ts';
import { errorInLine } from './error-place.ts';
import type { LogLine } from './log-line.ts';
import type { Hop, Trace } from './trace.ts';

/** The width if that of the terminal is unknown, the least and the most. */
const [usualBar, leastBar, mostBar] = [50, 10, 150];

/** The characters of bars. */
const ink: Readonly<Record<Hop['kind'], string>> = { moment: '▏', waiting: '░', work: '█', failure: '▒', open: '▒' };

/** Draws a trace for a terminal: a waterfall with a row per hop, what is missing, and the lines of the log. */
export function drawTrace(trace: Trace, columns = Number.POSITIVE_INFINITY): string {
  const missing = trace.missing.map((what) => `  missing: ${what}`);
  const services = Math.max(...trace.lines.map(({ service }) => service.length));
  const lines = trace.lines.map((line) => `  ${drawLine(line, services)}`);
  const folded = (each: string) => fold(each, columns);
  return [
    ...folded(heading(trace)),
    '',
    ...waterfall(trace, columns),
    ...(missing.length > 0 ? ['', ...missing.flatMap(folded)] : []),
    '',
    ...lines.flatMap(folded),
  ].join('\n');
}

function heading({ rideId, flow, status, requestedAt, totalMs, traceId }: Trace): string {
  const took = totalMs === null ? '' : ` after ${inMs(totalMs)}`;
  const traced = traceId === null ? '' : `, trace ${traceId}`;
  const requested = `, requested ${localDateTime(Date.parse(requestedAt))}`;
  return `${rideId}: ${[flow, 'ride'].filter(Boolean).join(' ')} ${status ?? 'without an outcome'}${took}${requested}${traced}`;
}

/** How the rows of a waterfall are laid out. */
interface Layout {
  readonly lanes: number;
  readonly whats: number;
  readonly bar: number;
  readonly spanMs: number;
  readonly columns: number;
  /** Too narrow for a name beside its bar: the bar is below it. */
  readonly isStacked: boolean;
}

function waterfall(trace: Trace, columns: number): string[] {
  const layout = layOut(trace, columns);
  return trace.hops.flatMap((hop) => rowsOf(trace, hop, layout));
}

function layOut(trace: Trace, columns: number): Layout {
  const width = (of: (hop: Hop) => string) => Math.max(0, ...trace.hops.map((hop) => of(hop).length));
  const [lanes, whats] = [width(({ lane }) => lane), width(({ what }) => what)];
  const layout = { lanes, whats, spanMs: spanMs(trace), columns, isStacked: false };
  if (columns === Number.POSITIVE_INFINITY) return { ...layout, bar: usualBar };
  const times = width((hop) => timesOf(trace, hop));
  const room = columns - '        '.length - lanes - whats - times;
  if (room < leastBar) return { ...layout, bar: Math.max(1, columns - '      '.length - times), isStacked: true };
  // Longer notes have rows of their own, so that the bars keep most of the terminal.
  const notes = Math.min(
    width(({ note }) => `  ${note}`),
    Math.floor(columns / 4),
    room - leastBar,
  );
  return { ...layout, bar: Math.min(mostBar, room - notes) };
}

/** The rows of a hop: one, if it fits. */
function rowsOf(trace: Trace, hop: Hop, layout: Layout): string[] {
  const { lanes, whats, columns, isStacked } = layout;
  const { lane, what } = hop;
  const note = harmless(hop.note);
  const drawn = `${bar(trace, hop, layout)}  ${timesOf(trace, hop)}`;
  const name = `  ${lane.padEnd(lanes)}  ${what.padEnd(whats)}`;
  const above = isStacked ? fold(name.trimEnd(), columns) : [];
  const row = isStacked ? `    ${drawn}` : `${name}  ${drawn}`;
  const noted = `${row}  ${note}`.trimEnd();
  if (noted.length <= columns) return [...above, noted];
  return [...above, row.trimEnd(), ...fold(`    ${note}`, columns)];
}

/** Hops long after the outcome, such as a webhook's retry, would leave no room for the others. */
function spanMs({ requestedAt, totalMs, hops }: Trace): number {
  const longestMs = totalMs === null ? Number.POSITIVE_INFINITY : 1.3 * totalMs;
  const ends = hops.map(({ at, until }) => msBetween(requestedAt, until ?? at));
  return Math.max(1, ...ends.filter((endMs) => endMs <= longestMs));
}

function bar({ requestedAt }: Trace, { at, until, kind }: Hop, layout: Layout): string {
  const { bar: barWidth } = layout;
  const charactersPerMs = barWidth / layout.spanMs;
  const start = Math.round(Math.max(0, msBetween(requestedAt, at)) * charactersPerMs);
  if (start > barWidth) return '→'.padStart(barWidth);
  const length = until === null ? 1 : Math.max(1, Math.round(msBetween(at, until) * charactersPerMs));
  // A moment at the very end must stay visible.
  return `${' '.repeat(Math.min(start, barWidth - 1))}${ink[kind].repeat(length)}`.padEnd(barWidth).slice(0, barWidth);
}

/** When a hop began, and what it took. */
function timesOf({ requestedAt }: Trace, { at, until }: Hop): string {
  const offset = `${signed(msBetween(requestedAt, at))} ms`.padStart(10);
  const duration = (until === null ? '' : inMs(msBetween(at, until))).padStart(8);
  return `${offset} ${duration}`;
}

const signed = (ms: number): string => (ms < 0 ? grouped(ms) : `+${grouped(ms)}`);

/** Log text must not control the terminal. */
const harmless = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ');

/** @param services the width of their column */
function drawLine({ at, service, level, message, fields }: LogLine, services: number): string {
  return [
    localTime(at),
    service.padEnd(services),
    level.padEnd(8),
    harmless(message),
    ...Object.entries(fields).flatMap(drawField),
  ].join('  ');
}

/** Fields that are the same on every line, or describe the machine. */
const dull = new Set(['cold_start', 'traceId', 'traceparent', 'sampling_rate', 'xray_trace_id']);

function drawField([name, value]: [string, unknown]): string[] {
  if (dull.has(name) || name.startsWith('function_')) return [];
  if (typeof value === 'object' && value !== null && 'message' in value && 'name' in value) {
    return [`${name}=${JSON.stringify(errorInLine(value))}`];
  }
  return [`${name}=${typeof value === 'string' && !/[\s\p{Cc}"=]/u.test(value) ? value : JSON.stringify(value)}`];
}
