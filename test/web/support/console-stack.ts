import { buildPage } from '../../../cli/console/build-page.ts';
import { makeConsole } from '../../../cli/console/make-console.ts';
import { fleetOf } from '../../../cli/fleet.ts';
import { seedFleet } from '../../../cli/seed-fleet.ts';
import type { RunningStack } from '../../support/running-stack.ts';
import { startStackWith } from '../../support/stack-with.ts';

/**
 * The stack with its console and a small fleet; `pageUrl` is where a browser finds it. Its rides live for eight seconds: some
 * of them fail until the end.
 */
export async function startConsoleStack(
  drivers: number,
  context: Record<string, string> = {},
): Promise<RunningStack & { readonly pageUrl: string }> {
  const { routes, onLog } = makeConsole();
  const stack = await startStackWith(
    { deadlineSeconds: '8', push: 'on', ...context },
    { site: await buildPage(), routes, onLog },
  );
  const parked = await seedFleet(stack.cloud.apiUrl, fleetOf(drivers));
  return {
    ...stack,
    pageUrl: new URL('/', stack.cloud.apiUrl).href,
    stop: async () => {
      await parked.stop();
      await stack.stop();
    },
  };
}
