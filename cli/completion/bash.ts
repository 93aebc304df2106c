import type { KnownCommand, KnownOption } from './describe.ts';

/** The completion script for bash. */
export function bashCompletion(program: string, commands: readonly KnownCommand[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  return `# bash completion of ${program}
${name}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.flatMap(({ names }) => names).join(' ')} --help --version'
  else
    case "\${COMP_WORDS[1]} $before" in
${commands.flatMap(valueCases).join('\n')}
      *)
        case "\${COMP_WORDS[1]}" in
${commands.map(optionCase).join('\n')}
        esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F ${name} ${program}`;
}

/** An option that takes a value is not followed by another option. */
const valueCases = ({ names, options }: KnownCommand): string[] =>
  options
    .filter(({ takesValue }) => takesValue)
    .map((option) => `      ${patterns(names, option)}) words='${option.choices.join(' ')}' ;;`);

const patterns = (names: readonly string[], { flags }: KnownOption): string =>
  names.flatMap((name) => flags.map((flag) => `'${name} ${flag}'`)).join('|');

const optionCase = ({ names, options, choices }: KnownCommand): string =>
  `          ${names.join('|')}) words='${[...choices, ...options.flatMap(({ flags }) => flags)].join(' ')}' ;;`;
