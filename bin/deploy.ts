import './node-version.js';
import { spawnSync } from 'node:child_process';
import { ContextError } from '../lib/context-error.ts';
import { readContextLines } from '../lib/read-context-lines.ts';
import { stages } from '../lib/settings.ts';

// Deploys the stage that $STAGE names, given what $CONTEXT says, a line a key. .github/workflows/deploy.yml runs this: what a
// stack is given is in one place then, and none of it is taken away again by the next deployment.

/** What said a single key each, in version 0.1.0. */
const moved = { PAYMENTS: 'payments', ROUTING: 'routing' };

const { STAGE, CONTEXT = '' } = process.env;

function context(): ReadonlyMap<string, string> {
  for (const [name, key] of Object.entries(moved)) {
    const value = process.env[name];
    if (value) throw new ContextError(name, value, `nothing any more. Put a line ${key}=${value} into CONTEXT instead`);
  }
  const stage = stages.find((one) => one === STAGE);
  if (stage === undefined) throw new ContextError('STAGE', STAGE ?? null, stages.join(' or '));
  return readContextLines(CONTEXT, stage);
}

try {
  const given = context();
  console.log(`Deploying with context: ${[...given.keys()].join(', ')}`); // values may be addresses, and logs public
  const options = [...given].flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  // Nobody is there to be asked about permissions; who may deploy is asked by the environment.
  const command = ['cdk', 'deploy', '--require-approval', 'never', ...options];
  process.exitCode = spawnSync('npx', command, { stdio: 'inherit' }).status ?? 1;
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
