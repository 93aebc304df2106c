import type { LogLine } from './log-line.ts';

/** How an invocation ended that could not say so itself. */
export interface InvocationEnd {
  readonly requestId: string | undefined;
  readonly at: number;
  readonly how: string;
}

/** What Lambda writes when a function hangs or dies. */
const how = /Task timed out after [\d.]+ seconds|Runtime exited[^\n]*|Status: (?:timeout|error)/;

/** Finds the invocations that hung or died, by what Lambda says of them. */
export function invocationEnds(lines: readonly LogLine[]): InvocationEnd[] {
  return lines.flatMap(({ level, message, requestId, at }) => {
    const said = level === 'PLATFORM' ? how.exec(message)?.[0] : undefined;
    return said === undefined ? [] : [{ requestId, at, how: said }];
  });
}
