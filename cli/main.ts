import { advised } from './advice.ts';
import type { Command } from './command.ts';
import { aliases, commands } from './commands.ts';
import { CommandError, UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { suggestion } from './nearest.ts';
import { overview } from './overview.ts';
import { isWorkingCopy } from './program.ts';

/** Runs the command that the first argument names and exits with its code; 1 on an error. */
export async function main(args: readonly string[]): Promise<void> {
  let command: Command | undefined;
  try {
    const [name, ...rest] = asked(args);
    if (name === undefined) return console.log(overview());
    command = await commandOf(name);
    if ((command.handsOn ? rest.slice(0, 1) : rest).includes('--help')) return console.log(command.usage);
    process.exitCode = await command.run(rest);
  } catch (error) {
    process.exitCode = error instanceof CommandError ? error.exitCode : exitCodes.failed;
    console.error(explanation(error, command));
  }
}

/** `help COMMAND` is `COMMAND --help`. */
function asked([name, ...rest]: readonly string[]): readonly string[] {
  if (name === undefined || name === '--help') return [];
  if (name === 'help') return rest[0] === undefined ? [] : [rest[0], '--help'];
  return [name, ...rest];
}

/** Throws `UsageError` when there is no such command, and `CommandError` when it can't run here. */
async function commandOf(asked: string): Promise<Command> {
  const name = Object.hasOwn(aliases, asked) ? (aliases[asked] ?? '') : asked;
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) throw new UsageError(`There is no command ${asked}.${suggestion(asked, Object.keys(commands))}`);
  if (entry.needsWorkingCopy && !isWorkingCopy) {
    throw new CommandError(
      `\`${name}\` needs the project itself, with its functions and its stack, and this is the installed package.\nRun it in a working copy: npm ci && npm run cli -- ${name}`,
    );
  }
  return entry.load();
}

function explanation(error: unknown, command: Command | undefined): unknown {
  if (error instanceof UsageError) return `${error.message}\n\n${command?.usage ?? overview()}`;
  if (error instanceof CommandError) return error.message;
  return advised(error) ?? error;
}
