import type { KnownCommand, KnownOption } from './describe.ts';

/** The completion script for zsh. */
export function zshCompletion(program: string, commands: readonly KnownCommand[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  return `#compdef ${program}
${name}() {
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(
${commands.flatMap(commandLines).join('\n')}
    )
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${commands.map(optionCase).join('\n')}
  esac
}
compdef ${name} ${program}`;
}

const commandLines = ({ names, summary }: KnownCommand): string[] =>
  names.map((name) => `      ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`);

function optionCase({ names, options, choices }: KnownCommand): string {
  const first = choices.length > 0 ? [`'1:: :(${choices.join(' ')})'`] : [];
  const specs = [...options.flatMap(specsOf), ...first].map((spec) => ` \\\n        ${spec}`);
  return `    ${names.join('|')})\n      _arguments${specs.join('')} ;;`;
}

/** `'--flow[what it is]:value:(one other)'` */
const specsOf = ({ flags, description, takesValue, choices }: KnownOption): string[] =>
  flags.map((flag) => {
    const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : ' '}` : '';
    return quoted(`${flag}[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]${value}`);
  });

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
