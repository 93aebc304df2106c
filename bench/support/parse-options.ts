import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../../cli/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The option values of a benchmark, or of a test's own command. Throws `UsageError` on unknown options. */
export function parseOptions<const Given extends Options>(args: readonly string[], options: Given) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
