import type { KnownCommand, KnownOption } from './describe.ts';

/** The completion script for fish. */
export function fishCompletion(program: string, commands: readonly KnownCommand[]): string {
  const complete = `complete -c ${program}`;
  const lines = commands.flatMap(({ names, summary, options, choices }) => {
    const within = `${complete} -n '__fish_seen_subcommand_from ${names.join(' ')}'`;
    return [
      ...names.map((name) => `${complete} -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`),
      ...options.map((option) => `${within} ${optionArguments(option)}`),
      ...(choices.length > 0 ? [`${within} -a '${choices.join(' ')}'`] : []),
    ];
  });
  // No file names: no command takes one.
  return [`# fish completion of ${program}`, `${complete} -f`, ...lines].join('\n');
}

function optionArguments({ flags, description, takesValue, choices }: KnownOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takesValue ? ['-x', ...(choices.length > 0 ? [`-a '${choices.join(' ')}'`] : [])] : [];
  return [...names, ...value, `-d ${quoted(description)}`].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
