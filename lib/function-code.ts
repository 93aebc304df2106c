import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundle, bundlesIn } from './bundles.ts';

/** The code of a function, by the function's name. */
export type CodeOf = (functionName: string) => Code;

/**
 * Bundles functions, all of them in one run: it takes a tenth of the time of one `NodejsFunction` each. Where the stack is
 * looked at but not deployed (`cdk list`, tests of its resources), CDK asks for no bundling, and any folder does.
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
  const assemblyDirectory = Stage.of(scope)?.outdir ?? '';
  bundle({ entries: Object.fromEntries(entries), services }, assemblyDirectory);
  return (functionName) => Code.fromAsset(bundlesIn(assemblyDirectory).of(functionName));
}
