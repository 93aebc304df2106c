import { progressOn } from './progress.ts';

/**
 * Does one step of something long and says how long it took. What `work` shows meanwhile stands behind the step's name.
 * All of that goes to stderr: what the command is called for has stdout for itself.
 */
export async function step<Result>(
  what: string,
  work: (show: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  const progress = progressOn(process.stderr);
  process.stderr.write(`${what} … `);
  const end = (how: string) => {
    if (process.stderr.isTTY) progress.show(`${what} … `);
    console.error(how);
  };
  try {
    const result = await work((text) => progress.show(`${what} … ${text}`.slice(0, process.stderr.columns)));
    end(`${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    end('failed');
    throw error;
  }
}
