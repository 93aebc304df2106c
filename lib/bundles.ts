import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync, type OutputFile } from 'esbuild';
import { ownSourceMap } from './own-source-map.ts';

/** What is bundled and for which services: enough to repeat the bundling after an edit. */
export interface BundlePlan {
  /** Each function's entry file, by the function's name. */
  readonly entries: Readonly<Record<string, string>>;
  /** The names of the chosen services. They are esbuild conditions: each selects its entries of `imports` in package.json. */
  readonly services: readonly string[];
}

/** A function's code: the contents of the files in its directory, by file name. */
export type Bundle = ReadonlyMap<string, Uint8Array | string>;

/** The bundle itself; its source map is next to it. */
export const codeFile = 'index.js';

/** The directory of an assembly that holds its bundles, one directory per function, and their plan. */
export const bundlesIn = (assemblyDirectory: string) => {
  const directory = path.join(assemblyDirectory, 'bundles');
  return { directory, planFile: path.join(directory, 'plan.json'), of: (name: string) => path.join(directory, name) };
};

const projectDirectory = path.join(import.meta.dirname, '..');

/** Sign-in methods for people. A function gets its credentials from its environment or from the service that runs it. */
const notForFunctions = ['ini', 'process', 'sso', 'web-identity'].map((way) => `@aws-sdk/credential-provider-${way}`);

/**
 * How every function is bundled. A bundle contains all dependencies, the SDK included, because the version in the runtime
 * varies. CommonJS output, built from the packages' ES modules, starts fastest: loading Node's own modules from an ES module
 * takes several times longer.
 */
export const bundleOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: notForFunctions,
  logLevel: 'warning',
} satisfies BuildOptions;

/** The consumer of the bundles. */
export interface BundleUse {
  /** Debuggers: readable code that names its source map, which holds the paths of the sources on this machine. */
  readonly inspectable?: boolean | undefined;
}

/**
 * The esbuild options that bundle a plan's functions, or only the named ones, into `outdir`. The code neither contains the
 * source map nor names it: the map is read only when there is a stack trace to resolve.
 */
export const buildOptions = (
  { entries, services }: BundlePlan,
  outdir: string,
  { names = Object.keys(entries), inspectable = false }: BundleUse & { readonly names?: readonly string[] } = {},
) =>
  ({
    ...bundleOptions,
    minify: !inspectable,
    // Selects packages' ES modules in `exports` as well: esbuild does so by default only when no conditions are given.
    conditions: ['module', ...services],
    inject: [path.join(projectDirectory, 'adapters/lambda/map-stacks.ts')],
    sourcemap: 'external',
    sourcesContent: false,
    entryPoints: names.map((name) => ({ in: entries[name] ?? name, out: path.join(name, 'index') })),
    outdir,
    write: false,
  }) satisfies BuildOptions;

/** The bundles by function name, from esbuild's output for `buildOptions`. */
export function bundlesOf(
  outputFiles: readonly OutputFile[],
  { inspectable = false }: BundleUse = {},
): ReadonlyMap<string, Bundle> {
  const bundles = new Map<string, Map<string, Uint8Array | string>>();
  for (const { path: file, contents, text } of outputFiles) {
    const [directory, base] = [path.dirname(file), path.basename(file)];
    const name = path.basename(directory);
    const bundle = bundles.get(name) ?? new Map<string, Uint8Array | string>();
    const code = inspectable ? `${text}\n//# sourceMappingURL=${codeFile}.map\n` : contents;
    bundles.set(name, bundle.set(base, base === codeFile ? code : mapIn(text, directory, inspectable)));
  }
  return bundles;
}

/** Debuggers need the absolute paths of the sources; stack traces show paths relative to the project. */
function mapIn(text: string, directory: string, inspectable: boolean): string {
  const map = ownSourceMap(text, directory, projectDirectory);
  return JSON.stringify(inspectable ? { ...map, sourceRoot: `${pathToFileURL(projectDirectory).href}/` } : map);
}

/** Writes a bundle to its place in the assembly, and returns its directory. */
export function writeBundle(assemblyDirectory: string, name: string, bundle: Bundle): string {
  const directory = bundlesIn(assemblyDirectory).of(name);
  mkdirSync(directory, { recursive: true });
  for (const [file, contents] of bundle) writeFileSync(path.join(directory, file), contents);
  return directory;
}

/** Bundles the functions of an assembly in a single run, because they share most of their imports. */
export function bundle(plan: BundlePlan, assemblyDirectory: string): void {
  const { directory, planFile } = bundlesIn(assemblyDirectory);
  const { outputFiles } = buildSync(buildOptions(plan, directory));
  for (const [name, each] of bundlesOf(outputFiles)) writeBundle(assemblyDirectory, name, each);
  writeFileSync(planFile, JSON.stringify(plan));
}
