import path from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import type { Inputs } from './affected.ts';

/** Reads imports only: packages are not followed, so it takes a fraction of the time of bundling. */
export const importsAlone = {
  minify: false,
  packages: 'external',
  format: 'esm',
  metafile: true,
  sourcemap: false,
  write: false,
  logLevel: 'silent',
} satisfies BuildOptions;

/** The source files of each function, from esbuild's metafile of all functions. */
export const functionInputs = (metafile: Metafile): Inputs['functions'] =>
  new Map(
    Object.entries(metafile.outputs).map(([output, { inputs }]) => [
      path.basename(path.dirname(output)),
      absolute(withImports(Object.keys(inputs), metafile), process.cwd()),
    ]),
  );

/** Reads which source files the template has. Rejects as esbuild does if a file cannot be parsed. */
export async function readTemplateInputs(projectDirectory: string): Promise<Inputs['template']> {
  const { metafile } = await build({
    ...importsAlone,
    absWorkingDir: projectDirectory,
    bundle: true,
    platform: 'node',
    entryPoints: ['bin/ride-request.ts'],
  });
  return absolute([...Object.keys(metafile.inputs), 'cdk.json'], projectDirectory);
}

const absolute = (files: Iterable<string>, directory: string) =>
  new Set([...files].map((file) => path.resolve(directory, file)));

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
