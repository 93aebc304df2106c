import type { LogEntry } from '../../local/index.ts';
import { CountedLines } from '../counted-lines.ts';

/**
 * The functions' logs for a terminal: all lines if they are on. If they are off, time-outs and crashes are still printed,
 * summarized if there are many.
 */
export class FunctionLogs {
  #isOn: boolean;
  readonly #write: (line: string) => void;
  readonly #trouble: CountedLines;

  constructor(isOn: boolean, write: (line: string) => void = console.error) {
    this.#isOn = isOn;
    this.#write = write;
    this.#trouble = new CountedLines(write);
  }

  hear({ functionName, stream, line }: Pick<LogEntry, 'functionName' | 'stream' | 'line'>): void {
    const told = `[${functionName}] ${line}`;
    if (this.#isOn) this.#write(told);
    else if (stream === 'platform' && /timed out|exited|error/i.test(line)) this.#trouble.add(told);
  }

  /** Switches the logs on or off. Returns whether they are on now. */
  toggle(): boolean {
    this.#isOn = !this.#isOn;
    return this.#isOn;
  }

  /** Prints the counts that are still pending. */
  end(): void {
    this.#trouble.end();
  }
}
