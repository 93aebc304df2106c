import { readFile } from 'node:fs/promises';
import { type BundlePlan, bundlesIn } from '../../lib/bundles.ts';

/** How the functions of an assembly were bundled. */
export const readPlan = async (assemblyDirectory: string): Promise<BundlePlan> =>
  JSON.parse(await readFile(bundlesIn(assemblyDirectory).planFile, 'utf8'));
