import { build } from 'esbuild';
import { buildOptions, bundlesIn, bundlesOf, writeBundle } from '../../lib/bundles.ts';
import type { RunningStack } from '../start/bring-up.ts';
import { readPlan } from './read-plan.ts';
import { replaceFunction } from './replace-function.ts';

/** Has all functions of a stack run bundles in which a debugger finds its way. */
export async function makeInspectable({ cloud, assemblyDirectory }: RunningStack): Promise<void> {
  const plan = await readPlan(assemblyDirectory);
  const use = { inspectable: true };
  const { outputFiles } = await build(buildOptions(plan, bundlesIn(assemblyDirectory).directory, use));
  for (const [name, bundle] of bundlesOf(outputFiles, use))
    await replaceFunction(cloud, name, writeBundle(assemblyDirectory, name, bundle));
}
