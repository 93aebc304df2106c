import type { Command } from './command.ts';
import { CommandError, UsageError } from './errors.ts';
import { ride } from './ride.ts';
import { start } from './start.ts';

const commands: Readonly<Record<string, Command>> = { start, ride };

/** Runs the command that the first argument names and exits with its code; 1 on an error. */
export async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const command = commands[name];
  if (command === undefined) {
    const known = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(8)}${summary}`);
    console.log(['Usage: ride-request COMMAND [OPTIONS]', '', ...known, '', 'COMMAND --help tells more.'].join('\n'));
    process.exitCode = ['', 'help', '--help'].includes(name) ? 0 : 1;
    return;
  }
  if (args.includes('--help')) {
    console.log(command.usage);
    return;
  }
  process.exitCode = await command.run(args).catch((error: unknown) => explain(error, command));
}

function explain(error: unknown, { usage }: Command): number {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof CommandError) console.error(error.message);
  else console.error(error);
  return 1;
}
