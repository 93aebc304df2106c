import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { aliases, commands, makeCommandLine } from './commands.ts';
import { exitCodeMeanings } from './exit-codes.ts';

/** docs/reference/cli.md: the arguments and options of every command; those that several share are listed once. */
export async function reference(): Promise<string> {
  const { commands: all } = await makeCommandLine(Object.keys(commands));
  const shared = sharedOptions(all);
  return `${[introduction, sharedSection(shared), exitCodes(), ...all.map((each) => section(each, shared))].join('\n\n')}\n`;
}

const introduction = `# Command line

\`npm run cli -- COMMAND\` in a working copy, \`ride-request COMMAND\` where the package is installed. ${onlyHere()} need a
working copy. Shorter: ${shorterNames()}.

- \`--help\` has all of a command, with its exit codes and an example; \`--json\` prints JSON and nothing else (\`npm run
  --silent cli -- …\`). Errors go to stderr and say what to do.
- \`$NO_COLOR\` turns colours off.
- Ctrl-C ends a command; a requested ride goes on.
- \`$RIDE_REQUEST_API\`: the API. \`$RIDE_REQUEST_TOKEN\`: the rider. \`$RIDE_REQUEST_DIRECTORY\`: where the key of tokens for
  this machine is (\`.ride-request/\`).`;

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
  ['## Exit codes', '', ...exitCodeMeanings.map(([code, meaning]) => `- ${code}: ${meaning}`)].join('\n');

/** The options of a command except `--help`, one a line. */
function optionLines(command: CommandUnknownOpts): string[] {
  const help = command.createHelp();
  return command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => `- \`${help.optionTerm(option)}\`: ${help.optionDescription(option)}`);
}

/** The lines of options that at least three commands have, with the names of these commands. */
function sharedOptions(all: readonly CommandUnknownOpts[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const command of all) {
    for (const line of optionLines(command)) users.set(line, [...(users.get(line) ?? []), `\`${command.name()}\``]);
  }
  return new Map([...users].filter(([, names]) => names.length > 2));
}

const sharedSection = (shared: ReadonlyMap<string, readonly string[]>): string =>
  ['## Shared options', '', ...[...shared].map(([line, names]) => `${line} (${names.join(', ')})`)].join('\n');

function section(command: CommandUnknownOpts, shared: ReadonlyMap<string, unknown>): string {
  const summary = command.summary();
  const lines = optionLines(command).filter((line) => !shared.has(line));
  const usage = `\`${command.name()} ${command.usage()}\``;
  const parts = [
    `## ${command.name()}`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}: ${usage}`,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ];
  return parts.join('\n\n');
}
