import { writeFile } from 'node:fs/promises';
import { CommandError } from '../../cli/errors.ts';
import { UnavailableError } from './unavailable-error.ts';

export interface Verification<Report> {
  readonly verify: (signal: AbortSignal) => Promise<Report>;
  readonly tell: (report: Report) => Promise<void>;
  /** What it takes is not to be had here, for this reason: nothing was tried. */
  readonly tellUnavailable: (reason: string) => Promise<void>;
}

/**
 * Runs what needs programs that are not this project's, until it ends or is interrupted. Returns the exit code: 0 when nothing
 * has failed, 1 when something has, 3 when it cannot be tried here, 130 when it was interrupted.
 */
export async function exitCodeOf<Report extends { readonly failed: number }>({
  verify,
  tell,
  tellUnavailable,
}: Verification<Report>): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
  try {
    const report = await verify(interrupted.signal);
    await tell(report);
    return report.failed === 0 ? 0 : 1;
  } catch (error) {
    if (interrupted.signal.aborted) {
      console.error('Interrupted. Everything that was started has ended.');
      return 130;
    }
    if (error instanceof UnavailableError) {
      await tellUnavailable(error.message);
      return 3;
    }
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}

/** Writes what came of a verification as JSON, where that is wanted. */
export async function writeResult(result: object, file: string | undefined): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}
