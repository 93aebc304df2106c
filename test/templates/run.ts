import { runCommand } from '../support/command.ts';
import { exitCodeOf } from '../support/verification.ts';
import { summaryOf } from './report.ts';
import { verify } from './verify.ts';

const usage = `Usage: npm run verify:templates -- [OPTIONS]

  --json FILE   also write what came of it to FILE, as JSON
  --help        this

Has checkers that are not this project's look at what is deployed: cfn-lint at the template of every target, stage and
combination of options, for two regions, and actionlint at GitHub's workflows. Both errors and warnings are failures. cfn-lint
comes from PyPI into a temporary directory, actionlint is built by Go; each is skipped by name where it can't be had.

Exit code: 0 when nothing was found, 1 when something was, 3 when no checker can be had here and nothing was tried, 130 when
it was interrupted.

Example: npm run verify:templates -- --json result.json`;

await runCommand(usage, { json: { type: 'string' } } as const, ({ json }) =>
  exitCodeOf({ name: 'verify:templates', verify, summaryOf, json }),
);
