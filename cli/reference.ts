import { helpFor } from './command.ts';
import { aliases, commands, makeCommandLine } from './commands.ts';
import { exitCodeMeanings } from './exit-codes.ts';

/** docs/cli.md: every command's own usage, and what is true of all of them. */
export async function reference(): Promise<string> {
  const line = await makeCommandLine(Object.keys(commands));
  const sections = line.commands.map((command) => section(command.name(), command.summary(), helpFor(command)));
  return `${[introduction, exitCodes(), ...sections].join('\n\n')}\n`;
}

const introduction = `# The command line

In a working copy a command is called as \`npm run cli -- COMMAND\`; where the package is installed, as \`ride-request
COMMAND\`. ${onlyHere()} are there in a working copy alone: they need the project's functions and its stack.

- \`--help\` explains a command, and \`--json\` has it print JSON and nothing else (\`npm run --silent cli -- …\` keeps npm
  quiet, too). Errors go to stderr, say what to do next, and name the option or the command that was probably meant.
- A terminal shows the waterfall of a ride as it grows; in a pipe, or in a log, there is a line for whatever is new.
- Colours are for terminals, and \`$NO_COLOR\` turns them off.
- Ctrl-C ends a command in good order. A ride that was asked for goes on: the command says how to see more of it.
- \`$RIDE_REQUEST_API\` says where the API is, \`$RIDE_REQUEST_TOKEN\` who asks, and \`$RIDE_REQUEST_DIRECTORY\` where the key is
  that tokens for this machine are signed with (\`.ride-request/\` in the working copy).

Shorter names: ${shorterNames()}.`;

function onlyHere(): string {
  const names = Object.entries(commands).flatMap(([name, { needsWorkingCopy }]) =>
    needsWorkingCopy ? [`\`${name}\``] : [],
  );
  return names.join(', ');
}

function shorterNames(): string {
  const scripts = [
    '`npm start`',
    '`npm run ride`',
    '`npm run fleet` (`drivers`)',
    '`npm run token`',
    '`npm run redrive`',
    '`npm run trace`',
  ];
  const others = Object.entries(aliases).map(([alias, name]) => `the command \`${alias}\` is \`${name}\``);
  return [...scripts, '`npm run deploy:localstack`', ...others].join(', ');
}

const exitCodes = (): string =>
  [
    '## Exit codes',
    '',
    '| code | means |',
    '| ---- | ----- |',
    ...exitCodeMeanings.map(([code, meaning]) => `| ${code} | ${meaning} |`),
  ].join('\n');

const section = (name: string, summary: string, help: string): string =>
  `## ${name}\n\n${summary[0]?.toUpperCase()}${summary.slice(1)}.\n\n\`\`\`\n${help}\n\`\`\``;
