import path from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';

/** The code of a function, by the function's name. */
export type CodeOf = (functionName: string) => Code;

/**
 * Bundles functions, all of them in one run: they share most of what they import, so it takes a tenth of the time of
 * one `NodejsFunction` each. Where the stack is looked at but not deployed (`cdk list`, tests of its resources), CDK asks
 * for no bundling, and any folder does.
 * @param entries where each function's code begins, by the function's name
 * @param services the names of the services that were chosen: of the `imports` in package.json the bundles have what is
 * there for these
 */
export function functionCode(
  scope: Construct,
  entries: ReadonlyMap<string, string>,
  services: readonly string[],
): CodeOf {
  if (!Stack.of(scope).bundlingRequired) return () => Code.fromAsset(import.meta.dirname);
  const outdir = path.join(Stage.of(scope)?.outdir ?? '', 'bundles');
  bundle(entries, outdir, services);
  return (functionName) => Code.fromAsset(path.join(outdir, functionName));
}

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

function bundle(entries: ReadonlyMap<string, string>, outdir: string, services: readonly string[]): void {
  buildSync({
    ...bundleOptions,
    // A package's ES modules by `exports` too, which esbuild asks for by itself only where it is told no condition.
    conditions: ['module', ...services],
    entryPoints: [...entries].map(([name, entry]) => ({ in: entry, out: path.join(name, 'index') })),
    outdir,
  });
}
