import type { ParseArgsConfig } from 'node:util';
import { parseOptions } from '../../bench/support/parse-options.ts';
import { UsageError } from '../../cli/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Given extends Options> = ReturnType<typeof parseOptions<Given>>;

/**
 * Runs one of the tests' own commands as the work of this process. `run` returns the exit code. A command line that is not
 * understood is answered with what is wrong about it and the usage, and exit code 2.
 */
export async function runCommand<const Given extends Options>(
  usage: string,
  options: Given,
  run: (values: Values<Given>) => Promise<number>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return console.log(usage);
  try {
    process.exitCode = await run(parseOptions(args, options));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  }
}
