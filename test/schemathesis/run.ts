import { readCount } from '../../cli/values.ts';
import { runCommand } from '../support/command.ts';
import { exitCodeOf, writeResult } from '../support/verification.ts';
import { type Report, verify } from './verify.ts';

const usage = `Usage: npm run verify:schemathesis -- [OPTIONS]

  --seconds N   how long the API is called, all in all; 300 by default
  --seed N      what is made up; drawn by lot by default
  --json FILE   also write what came of it to FILE, as JSON
  --help        this

Runs the stack on the embedded cloud and has Schemathesis call its API with what it makes up from docs/reference/openapi.yaml, with a rider's
and a driver's token. No answer may be a 5xx, or one that is not described: its status, type, headers or body. Schemathesis
comes from PyPI into a temporary directory and is gone afterwards.

Exit code: 0 when all answers were as described, 1 when one was not, 3 when Schemathesis can't be had here (no Python, no way to
PyPI) and nothing was tried, 130 when it was interrupted.

Example: npm run verify:schemathesis -- --seconds 60 --seed 7`;

const options = {
  seconds: { type: 'string', default: '300' },
  seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 999_999)) },
  json: { type: 'string' },
} as const;

await runCommand(usage, options, (values) => {
  const [seconds, seed] = [readCount(values.seconds, '--seconds'), readCount(values.seed, '--seed')];
  return exitCodeOf({
    verify: (signal) => verify({ seconds, seed, signal }),
    tell: (report) => tell(report, seed, values.json),
    tellUnavailable: async (reason) => {
      await writeResult({ unavailable: reason }, values.json);
      console.log(`verify:schemathesis SKIPPED: ${reason}.`);
    },
  });
});

async function tell(report: Report, seed: number, file: string | undefined): Promise<void> {
  await writeResult({ ...report, seed }, file);
  const failures = report.failures.map((name) => `  failed   ${name}`);
  console.log(
    [`\nSchemathesis, seed ${seed}: ${report.passed} passes as described, ${report.failed} not`, ...failures].join(
      '\n',
    ),
  );
}
