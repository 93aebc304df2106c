import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** An option, as completion needs it. */
export interface KnownOption {
  /** Long and short flags, such as `--json` or `-h`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it accepts, if they are a fixed set. */
  readonly choices: readonly string[];
}

/** A command, as completion needs it. */
export interface KnownCommand {
  /** Its name and its aliases. */
  readonly names: readonly [string, ...string[]];
  readonly summary: string;
  readonly options: readonly KnownOption[];
  /** The values of its first argument, if they are a fixed set. */
  readonly choices: readonly string[];
}

/** Describes a command line for completion, with the same content as `--help`. */
export const describeCommands = (line: CommandUnknownOpts): readonly KnownCommand[] =>
  line.commands.map((command) => ({
    names: [command.name(), ...command.aliases()],
    summary: command.summary(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(({ long, short, description, required, argChoices = [] }) => ({
        flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
        description,
        takesValue: required,
        choices: argChoices,
      })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  }));
