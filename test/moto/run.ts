import { runCommand } from '../support/command.ts';
import { exitCodeOf } from '../support/verification.ts';
import { type Report, verify } from './verify.ts';

const usage = `Usage: npm run verify:moto -- [OPTIONS]

  --json FILE   also write what came of it to FILE, as JSON
  --help        this

Runs the tests of the stores, queues and topics on moto's server, an emulator of AWS that is not this project's: no
expression of theirs may be understood by one emulator alone. moto comes from PyPI into a temporary directory and is gone
afterwards; it runs on loopback alone.

Exit code: 0 when every test passed, 1 when one failed, 3 when moto can't be had here (no Python, no way to PyPI) and nothing
was tried, 130 when it was interrupted.

Example: npm run verify:moto -- --json result.json`;

await runCommand(usage, { json: { type: 'string' } } as const, ({ json }) =>
  exitCodeOf({ name: 'verify:moto', verify, summaryOf, json }),
);

function summaryOf({ emulator, passed, failed, failures }: Report): string {
  return [`${emulator}: ${passed} passed, ${failed} failed`, ...failures.map((name) => `  failed  ${name}`)].join('\n');
}
