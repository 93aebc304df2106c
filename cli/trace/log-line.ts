import * as z from 'zod/mini';
import { jsonOf } from '../../core/json-of.ts';
import type { RawLine } from './log-source.ts';

/** A parsed log line. */
export interface LogLine {
  /** In epoch milliseconds. */
  readonly at: number;
  /** The service that wrote it, such as `pricing`, if the line names it; otherwise the function. */
  readonly service: string;
  /** `PLATFORM` for lines that Lambda itself writes about an invocation, `TEXT` for other unstructured lines. */
  readonly level: string;
  readonly message: string;
  /** The id of the invocation, if the line contains it. */
  readonly requestId: string | undefined;
  readonly rideId: string | undefined;
  /** All other fields of a structured line. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const structured = z.looseObject({
  message: z.string(),
  level: z.string(),
  timestamp: z.string(),
  service: z.optional(z.string()),
  function_request_id: z.optional(z.string()),
  rideId: z.optional(z.string()),
});

/** Parses a line; undefined for lines that are not logs: metrics, and the marks of an invocation's start and end. */
export function readLine({ at, functionName, text }: RawLine): LogLine | undefined {
  const parsed = jsonOf(text);
  if (isMetrics(parsed) || /^(START|END) RequestId: /.test(text)) return undefined;
  const line = structured.safeParse(parsed);
  if (!line.success) return plainLine({ at, functionName, text });
  const { message, level, timestamp, service = functionName, function_request_id, rideId, ...fields } = line.data;
  const written = Date.parse(timestamp);
  return {
    at: Number.isNaN(written) ? at : written,
    service,
    level,
    message,
    requestId: function_request_id,
    rideId,
    fields,
  };
}

function plainLine({ at, functionName, text }: RawLine): LogLine {
  const requestId = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/.exec(text)?.[0];
  const level = requestId === undefined ? 'TEXT' : 'PLATFORM';
  return { at, service: functionName, level, message: text.trim(), requestId, rideId: undefined, fields: {} };
}

/** CloudWatch's embedded metric format. */
const isMetrics = (parsed: unknown): boolean => typeof parsed === 'object' && parsed !== null && '_aws' in parsed;
