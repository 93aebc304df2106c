/** One line of a function's log. `platform` lines come from the embedded cloud itself (time-outs, crashes, hang-ups). */
export interface LogEntry {
  /** When it was written, in epoch milliseconds. */
  at: number;
  functionName: string;
  requestId?: string | undefined;
  stream: 'stdout' | 'stderr' | 'platform';
  line: string;
}

export type OnLog = (entry: LogEntry) => void;
