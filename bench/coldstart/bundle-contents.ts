import path from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../lib/bundles.ts';
import { type Part, partsOf } from './packages.ts';

const root = path.join(import.meta.dirname, '../..');

/** The contents of each function's bundle, by the function's name. Bundles as the stack does, without writing files. */
export async function bundleContents(names: readonly string[]): Promise<ReadonlyMap<string, readonly Part[]>> {
  const contents = names.map(async (name): Promise<[string, readonly Part[]]> => {
    const { metafile } = await build({
      ...bundleOptions,
      absWorkingDir: root,
      entryPoints: [`functions/${name}/handler.ts`],
      write: false,
      metafile: true,
    });
    const [output] = Object.values(metafile.outputs);
    return [name, partsOf(output?.inputs ?? {})];
  });
  return new Map(await Promise.all(contents));
}
