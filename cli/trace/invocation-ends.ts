import type { LogLine } from './log-line.ts';

/** The end of an invocation that could not log it itself. */
export interface InvocationEnd {
  readonly requestId: string | undefined;
  readonly at: number;
  readonly how: string;
}

/** What Lambda logs when a function times out or crashes. */
const how = /Task timed out after [\d.]+ seconds|Runtime exited[^\n]*|Status: (?:timeout|error)/;

/** Finds the invocations that timed out or crashed, by Lambda's own log lines. */
export function invocationEnds(lines: readonly LogLine[]): InvocationEnd[] {
  return lines.flatMap(({ level, message, requestId, at }) => {
    const said = level === 'PLATFORM' ? how.exec(message)?.[0] : undefined;
    return said === undefined ? [] : [{ requestId, at, how: said }];
  });
}
