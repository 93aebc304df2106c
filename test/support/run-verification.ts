import { runCommand } from './command.ts';
import { type Report, summaryOf } from './emulator-report.ts';
import { exitCodeOf, writeResult } from './verification.ts';
import { type ForeignEmulator, verifyOnEmulator } from './verify-on-emulator.ts';

const options = { json: { type: 'string' }, keep: { type: 'boolean', default: false } } as const;

/** Verifies the stack on an emulator as the work of this process, as its command line says. */
export async function runVerification(usage: string, emulator: ForeignEmulator): Promise<void> {
  await runCommand(usage, options, ({ json, keep }) =>
    exitCodeOf({
      verify: (signal) => verifyOnEmulator(emulator, { keep, signal }),
      tell: (report) => tell(report, json),
      tellUnavailable: (unavailable) => tell({ unavailable }, json),
    }),
  );
}

async function tell(report: Report | { readonly unavailable: string }, file: string | undefined): Promise<void> {
  await writeResult(report, file);
  console.log('unavailable' in report ? `Nothing was tried: ${report.unavailable}.` : `\n${summaryOf(report)}`);
}
