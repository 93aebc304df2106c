import type { CloudDescription } from '../../local/index.ts';
import { freshSeconds } from '../support/fleet.ts';
import { startStack } from '../support/stack.ts';
import { servePart } from './part.ts';

/** What the benchmark needs to know of the stack. */
export interface StackReady extends CloudDescription {
  readonly apiUrl: string;
}

await servePart(async () => {
  const { apiUrl, environment, outputs, physicalIds, stop } = await startStack({
    driverFreshSeconds: String(freshSeconds),
  });
  return { ready: { apiUrl, environment, outputs, physicalIds } satisfies StackReady, stop };
});
