import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
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
  const absolute = (files: object) => new Set(Object.keys(files).map((file) => path.resolve(projectDirectory, file)));
  return {
    functions: new Map(
      Object.entries(functions.metafile.outputs).map(([output, { inputs }]) => [
        path.basename(path.dirname(output)),
        absolute(inputs),
      ]),
    ),
    template: absolute({ ...template.metafile.inputs, 'cdk.json': {} }),
  };
}
