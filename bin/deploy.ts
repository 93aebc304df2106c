import './node-version.js';
import { spawnSync } from 'node:child_process';
import { ContextError } from '../lib/context-error.ts';
import { readContextLines } from '../lib/read-context-lines.ts';
import { stages } from '../lib/settings.ts';

// Deploys the stage that $STAGE names with the context in $CONTEXT, one key=value a line. .github/workflows/deploy.yml runs
// this: all settings of a stack are in one place, so that no later deployment drops any of them.

/** Variables of version 0.1.0, each of which set a single key. */
const moved = { PAYMENTS: 'payments', ROUTING: 'routing' };

const { STAGE, CONTEXT = '' } = process.env;

function context(): ReadonlyMap<string, string> {
  for (const [name, key] of Object.entries(moved)) {
    const value = process.env[name];
    if (value)
      throw new ContextError(
        name,
        value,
        `nothing, as it is obsolete. Put a line ${key}=${value} into CONTEXT instead`,
      );
  }
  const stage = stages.find((one) => one === STAGE);
  if (stage === undefined) throw new ContextError('STAGE', STAGE ?? null, stages.join(' or '));
  return readContextLines(CONTEXT, stage);
}

try {
  const given = context();
  console.log(`Deploying with context: ${[...given.keys()].join(', ')}`); // values may be addresses, and the log is public
  const options = [...given].flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  // Nobody is there to confirm changes of permissions; the environment's protection rules decide who may deploy.
  const command = ['cdk', 'deploy', '--require-approval', 'never', ...options];
  process.exitCode = spawnSync('npx', command, { stdio: 'inherit' }).status ?? 1;
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
