import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { OptionsKeptByNpmError } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether npm runs this command itself as a script, and not a test or another program that runs it. */
export const isOwnScript = ({ npm_lifecycle_script: line = '' }: Environment): boolean =>
  line.includes('cli/ride-request.js');

/**
 * Throws `OptionsKeptByNpmError` when npm has kept options that a command has: `npm run redrive --dry-run` would move
 * messages, and of `npm run ride --pickup 1,2` only `1,2` arrives here. npm passes kept options in environment variables.
 */
export function refuseWhatNpmKept(
  command: CommandUnknownOpts,
  args: readonly string[],
  environment: Environment,
): void {
  const { npm_lifecycle_event: script, npm_lifecycle_script: line = '' } = environment;
  if (!isOwnScript(environment)) return;
  const options = command.options.filter(({ long }) => isKept(long, args, environment));
  if (options.length === 0) return;
  const left = [...args];
  const strays = args.filter((arg) => !arg.startsWith('--')).slice(command.registeredArguments.length);
  const kept = options.map(({ long, required }) => {
    const value = environment[variableFor(long ?? '')];
    if (!required) return [long];
    if (value !== 'true') return [long, value];
    // npm has taken it for a flag and has left its value behind.
    const stray = strays.shift();
    if (stray !== undefined) left.splice(left.indexOf(stray), 1);
    return [long, stray ?? 'VALUE'];
  });
  const call = script === 'start' ? 'npm start' : `npm run ${script}`;
  const name = line.trimEnd().endsWith('.js') ? [command.name()] : []; // The script `cli` runs any command.
  throw new OptionsKeptByNpmError(
    options.map(({ long }) => long ?? ''),
    [call, '--', ...name, ...left, ...kept.flat()].join(' '),
  );
}

function isKept(long: string | undefined, args: readonly string[], environment: Environment): boolean {
  const value = long && environment[variableFor(long)];
  if (!value || value === 'false') return false;
  return !args.some((arg) => arg === long || arg.startsWith(`${long}=`));
}

const variableFor = (option: string): string => `npm_config_${option.slice(2).replaceAll('-', '_')}`;
