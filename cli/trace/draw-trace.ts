import { msBetween } from '../../core/time.ts';
import { localDateTime, localTime } from '../local-time.ts';
import { errorInLine } from './error-place.ts';
import type { LogLine } from './log-line.ts';
import type { Hop, Trace } from './trace.ts';

/** The width if that of the terminal is unknown, the least and the most. */
const [usualBar, leastBar, mostBar] = [50, 10, 150];

/** The characters of bars. */
const ink: Readonly<Record<Hop['kind'], string>> = { moment: '▏', waiting: '░', work: '█', failure: '▒', open: '▒' };

/** Draws a trace for a terminal: a waterfall with a row per hop, what is missing, and the lines of the log. */
export function drawTrace(trace: Trace, columns?: number): string {
  return [
    heading(trace),
    '',
    ...waterfall(trace, columns),
    ...(trace.missing.length > 0 ? ['', ...trace.missing.map((what) => `  missing: ${what}`)] : []),
    '',
    ...trace.lines.map((line) => `  ${drawLine(line, trace)}`),
  ].join('\n');
}

function heading({ rideId, flow, status, requestedAt, totalMs, traceId }: Trace): string {
  const took = totalMs === null ? '' : ` after ${totalMs} ms`;
  const traced = traceId === null ? '' : `, trace ${traceId}`;
  const requested = `, requested ${localDateTime(Date.parse(requestedAt))}`;
  return `${rideId}: ${[flow, 'ride'].filter(Boolean).join(' ')} ${status ?? 'without an outcome'}${took}${requested}${traced}`;
}

function waterfall(trace: Trace, columns: number | undefined): string[] {
  const width = (of: (hop: Hop) => string) => Math.max(0, ...trace.hops.map((hop) => of(hop).length));
  const [lanes, whats] = [width(({ lane }) => lane), width(({ what }) => what)];
  const beside = '        '.length + lanes + whats + width((hop) => label(trace, hop));
  const barWidth = columns === undefined ? usualBar : Math.min(mostBar, Math.max(leastBar, columns - beside));
  return trace.hops.map((hop) => {
    const name = `${hop.lane.padEnd(lanes)}  ${hop.what.padEnd(whats)}`;
    return `  ${name}  ${bar(trace, hop, barWidth)}  ${label(trace, hop)}`.trimEnd();
  });
}

/** Hops long after the outcome, such as a webhook's retry, would leave no room for the others. */
function spanMs({ requestedAt, totalMs, hops }: Trace): number {
  const longestMs = totalMs === null ? Number.POSITIVE_INFINITY : 1.3 * totalMs;
  const ends = hops.map(({ at, until }) => msBetween(requestedAt, until ?? at));
  return Math.max(1, ...ends.filter((endMs) => endMs <= longestMs));
}

function bar(trace: Trace, { at, until, kind }: Hop, barWidth: number): string {
  const charactersPerMs = barWidth / spanMs(trace);
  const { requestedAt } = trace;
  const start = Math.round(Math.max(0, msBetween(requestedAt, at)) * charactersPerMs);
  if (start > barWidth) return '→'.padStart(barWidth);
  const length = until === null ? 1 : Math.max(1, Math.round(msBetween(at, until) * charactersPerMs));
  // A moment at the very end must stay visible.
  return `${' '.repeat(Math.min(start, barWidth - 1))}${ink[kind].repeat(length)}`.padEnd(barWidth).slice(0, barWidth);
}

function label({ requestedAt }: Trace, { at, until, note }: Hop): string {
  const offset = `${signed(msBetween(requestedAt, at))} ms`.padStart(10);
  const duration = (until === null ? '' : `${msBetween(at, until)} ms`).padStart(9);
  return `${offset}${duration}  ${note}`;
}

const signed = (ms: number): string => (ms < 0 ? String(ms) : `+${ms}`);

function drawLine({ at, service, level, message, fields }: LogLine, { lines }: Trace): string {
  const services = Math.max(...lines.map((line) => line.service.length));
  // Log text must not control the terminal.
  const text = message.replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return [
    localTime(at),
    service.padEnd(services),
    level.padEnd(8),
    text,
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
