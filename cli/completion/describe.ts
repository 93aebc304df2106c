import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** An option, as a shell has to know it. */
export interface KnownOption {
  /** `--json`, and `-h` where there is a short one. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it takes, where these are few; otherwise nobody knows them. */
  readonly choices: readonly string[];
}

/** A command, as a shell has to know it. */
export interface KnownCommand {
  /** Its name and its other names. */
  readonly names: readonly [string, ...string[]];
  readonly summary: string;
  readonly options: readonly KnownOption[];
  /** What its first argument may be, where that is one of few. */
  readonly choices: readonly string[];
}

/** What a shell has to know of a command line: the same that `--help` says. */
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
