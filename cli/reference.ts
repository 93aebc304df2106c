import { aliases, commands } from './commands.ts';
import { exitCodeMeanings } from './exit-codes.ts';

/** docs/reference/cli.md: every command's usage, and once what several of them share. */
export async function reference(): Promise<string> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, { summary, load }]) => ({ name, summary, usage: (await load()).usage })),
  );
  const shared = sharedOptions(loaded);
  const sections = loaded.map(({ name, summary, usage }) => section(name, summary, brief(usage, shared)));
  return `${[introduction, sharedSection(shared), exitCodes(), ...sections].join('\n\n')}\n`;
}

const introduction = `# Command line

\`npm run cli -- COMMAND\` in a working copy, \`ride-request COMMAND\` where the package is installed. ${onlyHere()} need a
working copy. Shorter: ${shorterNames()}.

- \`--help\` has all of a command, with its exit codes and an example; \`--json\` prints JSON and nothing else (\`npm run
  --silent cli -- …\`). Errors go to stderr and say what to do.
- \`$NO_COLOR\` turns colours off.
- Ctrl-C ends a command; a requested ride goes on.
- \`$RIDE_REQUEST_API\`: the API. \`$RIDE_REQUEST_TOKEN\`: who asks. \`$RIDE_REQUEST_DIRECTORY\`: where the key of tokens for
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

/** An option's line in a usage. */
const optionLine = /^ {2}(--[\w-]+(?: [A-Z]+)?) +(.*)\n/gm;

/** What an option's line says, however it is aligned. */
const wordsOf = ([, option = '', meaning = '']: readonly string[]): string => `\`${option}\`: ${meaning}`;

/** The options that at least three commands explain in the same words, with the names of these. */
function sharedOptions(all: readonly { readonly name: string; readonly usage: string }[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { name, usage } of all) {
    for (const found of usage.matchAll(optionLine)) {
      users.set(wordsOf(found), [...(users.get(wordsOf(found)) ?? []), `\`${name}\``]);
    }
  }
  return new Map([...users].filter(([, names]) => names.length > 2));
}

/** A usage without what the page says once: how a command is called, shared options, exit codes. And without the example. */
const brief = (usage: string, shared: ReadonlyMap<string, unknown>): string =>
  usage
    .replaceAll(optionLine, (line, option, meaning) => (shared.has(wordsOf([line, option, meaning])) ? '' : line))
    .replace(/^Usage: npm run (?:--silent )?cli -- /, '')
    .replaceAll(/\n\n(Exit code|Example): .+?(?=\n\n|$)/gs, '');

const sharedSection = (shared: ReadonlyMap<string, readonly string[]>): string =>
  ['## Shared options', '', ...[...shared].map(([option, names]) => `- ${option} (${names.join(', ')})`)].join('\n');

const section = (name: string, summary: string, usage: string): string =>
  `## ${name}\n\n${summary[0]?.toUpperCase()}${summary.slice(1)}.\n\n\`\`\`\n${usage}\n\`\`\``;
