import { runVerification } from '../support/run-verification.ts';
import { ministack } from './ministack.ts';

const usage = `Usage: npm run verify:ministack -- [OPTIONS]

  --json FILE   also write what came of it to FILE, as JSON
  --keep        leave MiniStack and the stack running, and say how to end them
  --help        this

Deploys the stack with plain \`cdk\` to MiniStack, an emulator of AWS that is not this project's, and runs the end-to-end
suite on it. MiniStack comes from PyPI into a temporary directory and is gone afterwards; it runs on loopback alone.

Exit code: 0 when every scenario passed that is no known gap, 1 when something failed, 3 when MiniStack can't be had here
(no Python, no way to PyPI) and nothing was tried, 130 when it was interrupted.

Example: npm run verify:ministack -- --json result.json`;

await runVerification(usage, ministack);
