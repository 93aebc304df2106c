import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type CommandEntry, makeCommand, notes } from './command.ts';
import { CommandError } from './errors.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { isWorkingCopy, program } from './program.ts';
import { version } from './version.ts';

/** All commands, by name. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'runs the whole stack on this machine and shows a ride',
    load: async () => (await import('./start.ts')).start,
    needsWorkingCopy: true,
  },
  request: {
    summary: 'requests a ride and shows its progress',
    load: async () => (await import('./request.ts')).request,
  },
  watch: {
    summary: 'shows a ride until its outcome is known',
    load: async () => (await import('./watch.ts')).watch,
  },
  cancel: {
    summary: 'cancels a ride',
    load: async () => (await import('./cancel.ts')).cancel,
  },
  rides: {
    summary: "lists a rider's own rides",
    load: async () => (await import('./rides.ts')).rides,
  },
  drivers: {
    summary: 'drives a fleet through the city, as real drivers report',
    load: async () => (await import('./drivers.ts')).drivers,
  },
  redrive: {
    summary: 'lists the messages in the dead-letter queues and moves them back',
    load: async () => (await import('./redrive.ts')).redrive,
  },
  trace: {
    summary: 'shows the path of one ride, hop by hop, with its log lines',
    load: async () => (await import('./trace.ts')).trace,
  },
  token: {
    summary: 'prints a token for a stack on this machine',
    load: async () => (await import('./token.ts')).token,
  },
  completion: {
    summary: 'prints a completion script for a shell',
    load: async () => (await import('./completion.ts')).completion,
    readsAll: true,
  },
  doctor: {
    summary: 'checks this machine for what the project uses',
    load: async () => (await import('./doctor.ts')).doctor,
    needsWorkingCopy: true,
  },
  bench: {
    summary: 'lists the benchmarks, or runs one',
    load: async () => (await import('./bench.ts')).bench,
    needsWorkingCopy: true,
  },
  plan: {
    summary: 'says what AWS needs for a number of rides a minute, which limits come first, and what it costs',
    load: async () => (await import('./plan.ts')).plan,
    needsWorkingCopy: true,
  },
  'deploy-localstack': {
    summary: 'deploys the stack to LocalStack on this machine',
    load: async () => (await import('./deploy-localstack.ts')).deployLocalstack,
    needsWorkingCopy: true,
  },
};

/** Other names of commands. */
export const aliases: Readonly<Record<string, string>> = { ride: 'request' };

/** The list's name for a command or an alias; undefined if there is none. */
export function findCommand(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const known = Object.hasOwn(aliases, name) ? (aliases[name] ?? '') : name;
  return Object.hasOwn(commands, known) ? known : undefined;
}

/**
 * The whole command line: the named commands with all of their options, the others with only their names. Throws
 * `CommandError` if a named one can't run here.
 */
export async function makeCommandLine(names: readonly string[]): Promise<CommandUnknownOpts> {
  const line = makeCommand(program)
    .usage('COMMAND [options]')
    .description('A serverless ride-request workflow on this machine, and the commands that use it.')
    .version(version, '-V, --version', 'print the version')
    // Arguments after a command belong to that command.
    .enablePositionalOptions()
    .addHelpText('after', overviewNotes);
  const readsAll = names.some((name) => commands[name]?.readsAll);
  for (const [name, entry] of Object.entries(commands)) {
    const isWanted = names.includes(name) || (readsAll && (isWorkingCopy || !entry.needsWorkingCopy));
    const command = isWanted ? await load(name, entry) : makeCommand(name);
    // A command that was loaded earlier already has them.
    const others = Object.keys(aliases).filter((alias) => aliases[alias] === name && command.alias() !== alias);
    line.addCommand(command.aliases(others).summary(entry.summary));
  }
  return line;
}

async function load(name: string, { load, needsWorkingCopy }: CommandEntry): Promise<CommandUnknownOpts> {
  if (!needsWorkingCopy || isWorkingCopy) return load();
  throw new CommandError(
    `\`${name}\` needs the project itself, with its functions and its stack, and this is the installed package.\nRun it in a working copy: npm ci && npm run cli -- ${name}`,
  );
}

const overviewNotes = notes(
  'COMMAND --help tells more, with an example.',
  `Exit codes:\n${exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`).join('\n')}`,
  `Example: ${program} request --pickup 37.7749,-122.4194 --dropoff 37.8044,-122.2712`,
);
