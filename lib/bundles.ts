import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

/** What is bundled, and for which services: enough to do it again after an edit. */
export interface BundlePlan {
  /** Where each function's code begins, by the function's name. */
  readonly entries: Readonly<Record<string, string>>;
  /** The names of the services that were chosen: of the `imports` in package.json the bundles have what is there for these. */
  readonly services: readonly string[];
}

/** Where an assembly has its bundles, a directory for each function, and their plan. */
export const bundlesIn = (assemblyDirectory: string) => {
  const directory = path.join(assemblyDirectory, 'bundles');
  return { directory, planFile: path.join(directory, 'plan.json'), of: (name: string) => path.join(directory, name) };
};

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

/** How the functions of a plan, or the named ones of them, are bundled into `outdir`. */
export const buildOptions = ({ entries, services }: BundlePlan, outdir: string, names = Object.keys(entries)) => ({
  ...bundleOptions,
  // A package's ES modules by `exports` too, which esbuild asks for by itself only where it is told no condition.
  conditions: ['module', ...services],
  entryPoints: names.map((name) => ({ in: entries[name] ?? name, out: path.join(name, 'index') })),
  outdir,
});

/** Bundles the functions of an assembly, all of them in one run: they share most of what they import. */
export function bundle(plan: BundlePlan, assemblyDirectory: string): void {
  const { directory, planFile } = bundlesIn(assemblyDirectory);
  buildSync(buildOptions(plan, directory));
  writeFileSync(planFile, JSON.stringify(plan));
}
