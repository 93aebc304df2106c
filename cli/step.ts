import { InterruptedError } from './errors.ts';
import { progressOn } from './progress.ts';
import { unlessAborted } from './unless-aborted.ts';

/**
 * Runs one step of something long and prints how long it took. What `work` shows meanwhile follows the step's name. All of
 * that goes to stderr: stdout is for the command's result. Throws `InterruptedError` when the signal aborts; it does not wait
 * for the work.
 */
export async function step<Result>(
  what: string,
  work: (show: (text: string) => void) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const start = performance.now();
  const progress = progressOn(process.stderr);
  process.stderr.write(`${what} … `);
  const end = (how: string) => {
    if (process.stderr.isTTY) progress.show(`${what} … `);
    console.error(how);
  };
  try {
    const doing = () => work((text) => progress.show(`${what} … ${text}`.slice(0, process.stderr.columns)));
    const result = await (signal ? unlessAborted(signal, doing, interrupted) : doing());
    end(`${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    end(error instanceof InterruptedError ? 'interrupted' : 'failed');
    throw error;
  }
}

const interrupted = () => new InterruptedError('It was ended before it was up.');
