import { runCommand } from './command.ts';
import { summaryOf } from './emulator-report.ts';
import { exitCodeOf } from './verification.ts';
import { type ForeignEmulator, verifyOnEmulator } from './verify-on-emulator.ts';

const options = { json: { type: 'string' }, keep: { type: 'boolean', default: false } } as const;

/** Verifies the stack on an emulator as the work of this process, as its command line says. */
export async function runVerification(usage: string, emulator: ForeignEmulator): Promise<void> {
  await runCommand(usage, options, ({ json, keep }) =>
    exitCodeOf({
      name: `verify:${emulator.target}`,
      verify: (signal) => verifyOnEmulator(emulator, { keep, signal }),
      summaryOf,
      json,
    }),
  );
}
