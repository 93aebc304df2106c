import type { Command } from './command.ts';
import { CommandError, UsageError } from './errors.ts';

/** Loaded when called for: `ride` has no use for the embedded cloud that `start` brings along. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  ride: async () => (await import('./ride.ts')).ride,
  drivers: async () => (await import('./drivers.ts')).drivers,
  token: async () => (await import('./token.ts')).token,
  redrive: async () => (await import('./redrive.ts')).redrive,
  trace: async () => (await import('./trace.ts')).trace,
  'deploy-localstack': async () => (await import('./deploy-localstack.ts')).deployLocalstack,
};

/** Runs the command that the first argument names and exits with its code; 1 on an error. */
export async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? await commands[name]?.() : undefined;
  if (command === undefined) {
    console.log(await overview());
    process.exitCode = ['', 'help', '--help'].includes(name) ? 0 : 1;
    return;
  }
  if (args.includes('--help')) {
    console.log(command.usage);
    return;
  }
  process.exitCode = await command.run(args).catch((error: unknown) => explain(error, command));
}

async function overview(): Promise<string> {
  const lines = Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(19)}${(await load()).summary}`);
  const known = await Promise.all(lines);
  return ['Usage: ride-request COMMAND [OPTIONS]', '', ...known, '', 'COMMAND --help tells more.'].join('\n');
}

function explain(error: unknown, { usage }: Command): number {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof CommandError) console.error(error.message);
  else console.error(error);
  return 1;
}
