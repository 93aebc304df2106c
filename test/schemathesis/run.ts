import { readCount } from '../../cli/values.ts';
import { runCommand } from '../support/command.ts';
import { exitCodeOf } from '../support/verification.ts';
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
    name: 'verify:schemathesis',
    verify: async (signal) => ({ ...(await verify({ seconds, seed, signal })), seed }),
    summaryOf,
    json: values.json,
  });
});

function summaryOf({ seed, passed, failed, failures }: Report & { readonly seed: number }): string {
  const lines = failures.map((name) => `  failed   ${name}`);
  return [`Schemathesis, seed ${seed}: ${passed} passes as described, ${failed} not`, ...lines].join('\n');
}
