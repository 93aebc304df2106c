import type { LogEntry } from '../../local/index.ts';
import { CountedLines } from '../counted-lines.ts';

/**
 * What functions log, for a terminal: all of it where that is wanted. Time-outs and crashes are worth a line even where it is
 * not; not one each where there are many.
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

  /** Prints all from now on, or stops to. Gives which of the two. */
  toggle(): boolean {
    this.#isOn = !this.#isOn;
    return this.#isOn;
  }

  /** Tells what was not told yet. */
  end(): void {
    this.#trouble.end();
  }
}
