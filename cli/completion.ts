import { Argument } from '@commander-js/extra-typings';
import { ending, makeCommand, notes } from './command.ts';
import { bashCompletion } from './completion/bash.ts';
import { describeCommands } from './completion/describe.ts';
import { fishCompletion } from './completion/fish.ts';
import { zshCompletion } from './completion/zsh.ts';
import { exitCodes } from './exit-codes.ts';
import { quietProgram } from './program.ts';

/** The command's name in the shell. */
const name = 'ride-request';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export const completion = makeCommand('completion')
  .description(
    `Prints a script with which a shell completes commands, options and their values after \`${name}\`, if that is on the $PATH.`,
  )
  .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
  .option('--json', 'print what is completed as JSON, instead of a script for the shell')
  .addHelpText(
    'after',
    notes(
      `bash: ${name} completion bash > ~/.local/share/bash-completion/completions/${name}
zsh:  ${name} completion zsh > DIRECTORY_OF_$FPATH/_${name}
fish: ${name} completion fish > ~/.config/fish/completions/${name}.fish`,
      'Exit code: 0; 1 on an error.',
      `Example: ${quietProgram} completion bash`,
    ),
  )
  .action(
    ending(async (shell, { json }, { parent }) => {
      const known = parent ? describeCommands(parent) : [];
      console.log(json ? JSON.stringify({ commands: known }, null, 2) : scripts[shell](name, known));
      return exitCodes.done;
    }),
  );
