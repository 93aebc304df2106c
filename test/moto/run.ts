import { runCommand } from '../support/command.ts';
import { exitCodeOf, writeResult } from '../support/verification.ts';
import { type Report, verify } from './verify.ts';

const usage = `Usage: npm run verify:moto -- [OPTIONS]

  --json FILE   also write what came of it to FILE, as JSON
  --help        this

Runs the tests of the stores, queues and topics on moto's server, an emulator of AWS that is not this project's: no
expression of theirs may be understood by one emulator alone. moto comes from PyPI into a temporary directory and is gone
afterwards; it runs on loopback alone.

Exit code: 0 when every test passed that is no known gap, 1 when one failed, 3 when moto can't be had here (no Python, no way to PyPI) and nothing
was tried, 130 when it was interrupted.

Example: npm run verify:moto -- --json result.json`;

await runCommand(usage, { json: { type: 'string' } } as const, ({ json }) =>
  exitCodeOf({
    verify,
    tell: (report) => tell(report, json),
    tellUnavailable: async (reason) => {
      await writeResult({ unavailable: reason }, json);
      console.log(`verify:moto SKIPPED: ${reason}.`);
    },
  }),
);

async function tell(report: Report, file: string | undefined): Promise<void> {
  await writeResult(report, file);
  const { emulator, passed, failed, failures, knownGaps } = report;
  const lines = [...failures.map((name) => `  failed     ${name}`), ...knownGaps.map((name) => `  known gap  ${name}`)];
  console.log(
    [`\n${emulator}: ${passed} passed, ${failed} failed, ${knownGaps.length} known gaps`, ...lines].join('\n'),
  );
}
