import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync, type OutputFile } from 'esbuild';
import { ownSourceMap } from './own-source-map.ts';

/** What is bundled, and for which services: enough to do it again after an edit. */
export interface BundlePlan {
  /** Where each function's code begins, by the function's name. */
  readonly entries: Readonly<Record<string, string>>;
  /** The names of the services that were chosen: of the `imports` in package.json the bundles have what is there for these. */
  readonly services: readonly string[];
}

/** A function's code: the contents of the files in its directory, by their names. */
export type Bundle = ReadonlyMap<string, Uint8Array | string>;

/** The bundle itself; its source map is beside it. */
export const codeFile = 'index.js';

/** Where an assembly has its bundles, a directory for each function, and their plan. */
export const bundlesIn = (assemblyDirectory: string) => {
  const directory = path.join(assemblyDirectory, 'bundles');
  return { directory, planFile: path.join(directory, 'plan.json'), of: (name: string) => path.join(directory, name) };
};

const projectDirectory = path.join(import.meta.dirname, '..');

/** Ways of signing in for people. A function's credentials are in its environment, or with the service that runs it. */
const notForFunctions = ['ini', 'process', 'sso', 'web-identity'].map((way) => `@aws-sdk/credential-provider-${way}`);

/**
 * How every function is bundled. Everything is inside, the SDK included, because what the runtime brings along varies.
 * CommonJS, made from the packages' ES modules, starts fastest: to load Node's own modules takes several times longer
 * from an ES module.
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

/** For whom bundles are made. */
export interface BundleUse {
  /** Debuggers: code that can be read and that names its source map, which says where on this machine the sources are. */
  readonly inspectable?: boolean | undefined;
}

/**
 * How the functions of a plan, or the named ones of them, are bundled into `outdir`. The source map is no part of the code,
 * not even by its name: nobody reads it before there is a stack trace to show.
 */
export const buildOptions = (
  { entries, services }: BundlePlan,
  outdir: string,
  { names = Object.keys(entries), inspectable = false }: BundleUse & { readonly names?: readonly string[] } = {},
) =>
  ({
    ...bundleOptions,
    minify: !inspectable,
    // A package's ES modules by `exports` too, which esbuild asks for by itself only where it is told no condition.
    conditions: ['module', ...services],
    inject: [path.join(projectDirectory, 'adapters/lambda/map-stacks.ts')],
    sourcemap: 'external',
    sourcesContent: false,
    entryPoints: names.map((name) => ({ in: entries[name] ?? name, out: path.join(name, 'index') })),
    outdir,
    write: false,
  }) satisfies BuildOptions;

/** The bundles, by the functions' names, out of what esbuild has made by `buildOptions`. */
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

/** Debuggers want to know where the sources are; stack traces are to name them from the project on. */
function mapIn(text: string, directory: string, inspectable: boolean): string {
  const map = ownSourceMap(text, directory, projectDirectory);
  return JSON.stringify(inspectable ? { ...map, sourceRoot: `${pathToFileURL(projectDirectory).href}/` } : map);
}

/** Writes a bundle where its assembly has it, and gives that directory. */
export function writeBundle(assemblyDirectory: string, name: string, bundle: Bundle): string {
  const directory = bundlesIn(assemblyDirectory).of(name);
  mkdirSync(directory, { recursive: true });
  for (const [file, contents] of bundle) writeFileSync(path.join(directory, file), contents);
  return directory;
}

/** Bundles the functions of an assembly, all of them in one run: they share most of what they import. */
export function bundle(plan: BundlePlan, assemblyDirectory: string): void {
  const { directory, planFile } = bundlesIn(assemblyDirectory);
  const { outputFiles } = buildSync(buildOptions(plan, directory));
  for (const [name, each] of bundlesOf(outputFiles)) writeBundle(assemblyDirectory, name, each);
  writeFileSync(planFile, JSON.stringify(plan));
}
