import { advised } from './advice.ts';
import { run } from './command.ts';
import { findCommand, makeCommandLine } from './commands.ts';
import { CommandError, UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { refuseWhatNpmKept } from './npm-options.ts';
import { program } from './program.ts';

/** Runs the command that the first argument names and exits with its code; 1 on an error. */
export async function main(args: readonly string[]): Promise<void> {
  const given = asked(args);
  const name = findCommand(given[0]);
  try {
    const line = await makeCommandLine(name === undefined ? [] : [name]);
    const command = line.commands.find((each) => each.name() === name);
    if (command) refuseWhatNpmKept(command, given.slice(1), process.env);
    process.exitCode = await run(line, given);
  } catch (error) {
    process.exitCode = error instanceof CommandError ? error.exitCode : exitCodes.failed;
    console.error(explanation(error, name));
  }
}

/** `help COMMAND` is `COMMAND --help`. For an unknown command only its name is checked. */
function asked(args: readonly string[]): readonly string[] {
  const [name, ...rest] = args[0] === 'help' ? [...args.slice(1), '--help'] : args;
  if (name === undefined) return ['--help'];
  return name.startsWith('-') || findCommand(name) !== undefined ? [name, ...rest] : [name];
}

/** The error, and a line that says what to do about it. */
function explanation(error: unknown, name: string | undefined): unknown {
  if (error instanceof UsageError) return `${error.message}\n${error.advice ?? howToRead(name)}`;
  if (error instanceof CommandError) return error.message;
  return advised(error) ?? error;
}

const howToRead = (name: string | undefined): string =>
  `For help: ${program}${name === undefined ? '' : ` ${name}`} --help`;
