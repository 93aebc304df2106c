import type { SuiteOptions } from './options.ts';
import { call } from './support/call.ts';
import { aCaller } from './support/identity.ts';
import { targets } from './targets/index.ts';
import { TargetError } from './targets/target.ts';

/** Finds out whether the suite can run at all, so that one error says why not. Throws `TargetError`. */
export async function preflight({ target, ...options }: SuiteOptions): Promise<void> {
  if (target === 'embedded') return;
  const deployment = await targets[target].open(options);
  // A request that is refused without effect: what matters is whether the route is there.
  const { status } = await call(deployment, await aCaller(deployment, 'rider'), 'POST', 'sequential-rides', {
    body: {},
  }).catch((error: Error) => {
    throw new TargetError(`The API at ${deployment.apiUrl} does not answer as it should: ${error.message}`);
  });
  if (status === 404 || status === 403) {
    throw new TargetError('The stack has simulation off. Deploy it with `-c simulation=on`.');
  }
  await deployment.close();
}
