import path from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { type BundlePlan, buildOptions } from '../../lib/bundles.ts';
import type { Inputs } from './affected.ts';

/** Reads imports only: packages are not followed, so it takes a fraction of the time of bundling. */
const importsAlone = {
  minify: false,
  packages: 'external',
  format: 'esm',
  metafile: true,
  sourcemap: false,
  write: false,
  logLevel: 'silent',
} satisfies BuildOptions;

/** Reads which source files the functions and the template have. Rejects as esbuild does if a file cannot be parsed. */
export async function readInputs(projectDirectory: string, plan: BundlePlan): Promise<Inputs> {
  const [functions, template] = await Promise.all([
    build({ ...buildOptions(plan, projectDirectory), ...importsAlone, absWorkingDir: projectDirectory }),
    build({
      ...importsAlone,
      absWorkingDir: projectDirectory,
      bundle: true,
      platform: 'node',
      entryPoints: ['bin/ride-request.ts'],
    }),
  ]);
  const absolute = (files: Iterable<string>) => new Set([...files].map((file) => path.resolve(projectDirectory, file)));
  return {
    functions: new Map(
      Object.entries(functions.metafile.outputs).map(([output, { inputs }]) => [
        path.basename(path.dirname(output)),
        absolute(withImports(Object.keys(inputs), functions.metafile)),
      ]),
    ),
    template: absolute([...Object.keys(template.metafile.inputs), 'cdk.json']),
  };
}

/**
 * The files of an output and what they import, even if no code of it is in the output: a file that is read while an editor
 * writes it may be empty, and has to be known when its content is there.
 */
function withImports(files: readonly string[], { inputs }: Metafile): ReadonlySet<string> {
  const found = new Set(files);
  // What is added meanwhile is visited, too.
  for (const file of found)
    for (const { path: imported } of inputs[file]?.imports ?? []) if (imported in inputs) found.add(imported);
  return found;
}
