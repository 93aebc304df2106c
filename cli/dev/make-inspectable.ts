import { build } from 'esbuild';
import { buildOptions, bundlesIn, bundlesOf, writeBundle } from '../../lib/bundles.ts';
import type { RunningStack } from '../start/bring-up.ts';
import { readPlan } from './read-plan.ts';
import { replaceFunction } from './replace-function.ts';

/** Makes all functions of a stack run bundles with source maps for a debugger. */
export async function makeInspectable({ cloud, assemblyDirectory }: RunningStack): Promise<void> {
  const plan = await readPlan(assemblyDirectory);
  const use = { inspectable: true };
  const { outputFiles } = await build(buildOptions(plan, bundlesIn(assemblyDirectory).directory, use));
  for (const [name, bundle] of bundlesOf(outputFiles, use))
    await replaceFunction(cloud, name, writeBundle(assemblyDirectory, name, bundle));
}
