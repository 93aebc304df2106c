import { runVerification } from '../support/run-verification.ts';
import { localemu } from './localemu.ts';

const usage = `Usage: npm run verify:localemu -- [OPTIONS]

  --json FILE   also write what came of it to FILE, as JSON
  --keep        leave LocalEmu and the stack running, and say how to end them
  --help        this

Deploys the stack with plain \`cdk\` to LocalEmu, an emulator of AWS that is not this project's, and runs the end-to-end
suite on it. Functions run as processes of this machine, without Docker. Each call is held against the caller's role: one
that it does not allow is a failure. LocalEmu comes from PyPI into a temporary directory and is gone afterwards; it runs on
loopback alone. Takes some ten minutes, of which the installation has four.

Exit code: 0 when every scenario passed that is no known gap, 1 when something failed, 3 when LocalEmu can't be had here
(no Python, no way to PyPI) and nothing was tried, 130 when it was interrupted.

Example: npm run verify:localemu -- --json result.json`;

await runVerification(usage, localemu);
