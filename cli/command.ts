import { AsyncLocalStorage } from 'node:async_hooks';
import { Command, CommanderError, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { UsageError } from './errors.ts';
import type { Read } from './values.ts';

/** An entry in the list of commands. */
export interface CommandEntry {
  /** Half a line. */
  readonly summary: string;
  /** Loaded on demand: `request` does not need the embedded cloud that `start` loads. */
  readonly load: () => Promise<CommandUnknownOpts>;
  /** Whether it needs parts that exist only in a working copy: the functions, the stack, the embedded cloud. */
  readonly needsWorkingCopy?: true;
  /** Whether it reads the other commands. Those that can run here are then loaded. */
  readonly readsAll?: true;
}

/** A command that neither exits the process nor prints usage errors: `run` throws them. */
export const makeCommand = (name: string): Command =>
  new Command(name)
    .helpOption('-h, --help', 'explain this command')
    .helpCommand(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride();

/** An option that is followed by a value. */
export function valued<Flags extends string, Value>(flags: Flags, description: string, read: Read<Value>) {
  const option = new Option(flags, description);
  const name = option.long ?? flags;
  return option.argParser<Value>((text, earlier) => {
    // Taken as the value, the intended option would be lost silently. A negative number is a value.
    if (/^--|^-[a-z]$/i.test(text)) throw new UsageError(`${name} needs a value, and ${text} is an option.`);
    return read(text, name, earlier);
  });
}

/** Holds the exit code of the running command: commander discards what an action resolves to. */
const end = new AsyncLocalStorage<{ exitCode: number }>();

/** Makes a commander action of a function that resolves to the exit code. */
export const ending =
  <Args extends unknown[]>(work: (...args: Args) => Promise<number>) =>
  async (...args: Args): Promise<void> => {
    const exitCode = await work(...args);
    Object.assign(end.getStore() ?? {}, { exitCode });
  };

/** The text below the options in a command's help. */
export const notes = (...paragraphs: readonly string[]): string => `\n${paragraphs.join('\n\n')}`;

/**
 * Runs a command, or prints its help, and resolves to its exit code. Throws `UsageError` on arguments that it does not
 * understand.
 */
export async function run(command: CommandUnknownOpts, args: readonly string[]): Promise<number> {
  const ended = { exitCode: 0 };
  try {
    await end.run(ended, () => command.parseAsync([...args], { from: 'user' }));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(sentenceFrom(error.message));
  }
  return ended.exitCode;
}

/** Turns the two lines of `error: unknown option '--tpi'\n(Did you mean --tip?)` into two sentences. */
function sentenceFrom(message: string): string {
  const [said = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const sentence = `${said[0]?.toUpperCase()}${said.slice(1).replace(/\.$/, '')}.`;
  return suggestion === undefined ? sentence : `${sentence} ${suggestion.replace(/^\((.*)\)$/, '$1')}`;
}

/** The width of docs/reference/cli.md. */
const helpWidth = 120;

/** What `--help` prints. */
export function helpFor(command: CommandUnknownOpts): string {
  const usual = command.configureOutput();
  let help = '';
  const writeOut = (text: string) => {
    help += text;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => helpWidth }).outputHelp();
  command.configureOutput(usual);
  return help.trimEnd();
}
