import { type LogLine, readLine } from './log-line.ts';
import type { FoundLines, LogSource, RawLine } from './log-source.ts';

/** The log lines of one ride. */
export interface RideLog {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Why lines may be missing. */
  readonly incomplete: readonly string[];
}

/** The most ids in one query. */
const mostTexts = 100;

/**
 * Finds the lines that mention a ride, and the other lines of their invocations: the line of a crash or a time-out does not
 * name the ride. An invocation may have processed other rides, too; their lines are left out.
 */
export async function linesOfRide(source: LogSource, rideId: string): Promise<RideLog> {
  const mentions = await source.linesWith([rideId]);
  const requestIds = new Set(mentions.lines.flatMap((raw) => readLine(raw)?.requestId ?? []));
  const around = await linesWithAll(source, [...requestIds]);
  const others = around.flatMap(({ lines }) => lines).filter(({ text }) => !text.includes(rideId));
  const incomplete = new Set([mentions, ...around].flatMap((found) => found.incomplete ?? []));
  return { lines: readAll([...mentions.lines, ...others], rideId), incomplete: [...incomplete] };
}

/** In portions that a source accepts. */
async function linesWithAll(source: LogSource, texts: readonly string[]): Promise<FoundLines[]> {
  const found: FoundLines[] = [];
  for (let first = 0; first < texts.length; first += mostTexts) {
    found.push(await source.linesWith(texts.slice(first, first + mostTexts)));
  }
  return found;
}

function readAll(found: readonly RawLine[], rideId: string): LogLine[] {
  const read = found.flatMap((raw) => readLine(raw) ?? []);
  const lines = read.filter((line) => line.rideId === undefined || line.rideId === rideId);
  return withServices(lines).toSorted((one, other) => one.at - other.at);
}

/** Lambda's own lines name the function, not the service. The invocation's other lines name the service. */
function withServices(lines: readonly LogLine[]): LogLine[] {
  const structured = lines.filter(({ level, requestId }) => level !== 'PLATFORM' && requestId !== undefined);
  const services = new Map(structured.map(({ requestId, service }) => [requestId, service]));
  return lines.map((line) => ({ ...line, service: services.get(line.requestId) ?? line.service }));
}
