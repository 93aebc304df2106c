import { aliases, commands } from './commands.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { program } from './program.ts';

/** What `--help` without a command prints. */
export function overview(): string {
  const names = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(19)}${summary}`);
  const others = Object.entries(aliases).map(([alias, name]) => `  ${alias.padEnd(19)}another name of ${name}`);
  const codes = exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  return [
    `Usage: ${program} COMMAND [OPTIONS]`,
    '',
    ...names,
    ...others,
    '',
    'COMMAND --help tells more, with an example.',
    '',
    'Exit codes:',
    '',
    ...codes,
    '',
    `Example: ${program} request --pickup 37.7749,-122.4194 --dropoff 37.8044,-122.2712`,
  ].join('\n');
}
