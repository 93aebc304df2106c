import { writeFile } from 'node:fs/promises';
import { CommandError } from '../../cli/errors.ts';
import { UnavailableError } from './unavailable-error.ts';

export interface Verification<Report> {
  /** The npm script's. */
  readonly name: string;
  readonly verify: (signal: AbortSignal) => Promise<Report>;
  /** For people. */
  readonly summaryOf: (report: Report) => string;
  /** The file that what came of it is written to as JSON, where that is wanted. */
  readonly json: string | undefined;
}

/**
 * Runs what needs programs that are not this project's, until it ends or is interrupted. Returns the exit code: 0 when nothing
 * has failed, 1 when something has, 3 when it cannot be tried here, 130 when it was interrupted.
 */
export async function exitCodeOf<Report extends { readonly failed: number }>({
  name,
  verify,
  summaryOf,
  json,
}: Verification<Report>): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
  try {
    const report = await verify(interrupted.signal);
    await writeResult(report, json);
    console.log(`\n${summaryOf(report)}`);
    return report.failed === 0 ? 0 : 1;
  } catch (error) {
    if (interrupted.signal.aborted) {
      console.error('Interrupted. Everything that was started has ended.');
      return 130;
    }
    if (error instanceof UnavailableError) {
      await writeResult({ unavailable: error.message }, json);
      console.log(`${name} SKIPPED: ${error.message}.`);
      return 3;
    }
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}

async function writeResult(result: object, file: string | undefined): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}
