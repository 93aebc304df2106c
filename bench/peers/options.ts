import { UsageError } from '../../cli/errors.ts';
import { parseOptions } from '../support/parse-options.ts';
import { type WorkName, works } from './engines/support/work.ts';
import { type Engine, engines } from './engines.ts';
import { capacityCallers, crowd, crowdShare } from './measure.ts';

export const command = 'npm run bench:peers';

export const usage = `Usage: ${command} -- [OPTIONS]

  --rounds N        rounds, in each of which every engine has a turn; 3 by default
  --rides N         rides of the single caller in a round, 12 by default; the ${crowd} callers request ${crowdShare} times as many
  --engines LIST    names, comma-separated; by default all of them:
                    ${engines.map(({ name }) => name).join(', ')}
  --work NAME       rides, by default: each engine runs this project's branches on this project's tables, and frees the
                    drivers; or timers: the branches of the others do nothing but wait
  --json            print the figures as JSON, and leave bench/results/ as it is
  --help            print this help

Runs the parallel flow's four branches on other engines, and compares how long callers wait beyond the slowest branch,
with 1 and with ${crowd} callers, how many rides a second ${capacityCallers} callers get when no branch takes time, and how much
processor time a ride then takes in all processes of the engine, its tables included.

BullMQ and Restate are not dependencies of this project: they are installed into bench/peers/node_modules when first
needed (npm ci --prefix bench/peers). BullMQ needs a Redis: redis-server on the PATH, or REDIS_URL, on loopback.
Everything listens on loopback. A starting Restate server asks GitHub for a newer version, unless this system lets it be kept
from that (Linux with user namespaces).

Takes about ten minutes; run nothing else on the machine meanwhile. Exit code: 1 when an engine refused more than 5 % of
its rides.

Example: ${command} -- --rounds 1 --engines promise-all,ride-request`;

export interface Options {
  readonly rounds: number;
  readonly rides: number;
  readonly chosen: readonly Engine[];
  readonly work: WorkName;
  readonly json: boolean;
}

/** Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
  const { rounds, rides, json, ...options } = parseOptions(args, {
    rounds: { type: 'string', default: '3' },
    rides: { type: 'string', default: '12' },
    engines: { type: 'string' },
    work: { type: 'string', default: 'rides' },
    json: { type: 'boolean', default: false },
  });
  return {
    rounds: wholeNumber(rounds, '--rounds'),
    rides: wholeNumber(rides, '--rides'),
    chosen: options.engines === undefined ? engines : [...new Set(options.engines.split(','))].map(engineOf),
    work: workOf(options.work),
    json,
  };
}

function engineOf(name: string): Engine {
  const engine = engines.find((each) => each.name === name);
  if (engine) return engine;
  throw new UsageError(`--engines takes ${engines.map((each) => each.name).join(', ')}, not "${name}".`);
}

function workOf(name: string): WorkName {
  const work = works.find((each) => each === name);
  if (work) return work;
  throw new UsageError(`--work is ${works.join(' or ')}, not "${name}".`);
}

function wholeNumber(text: string, option: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`${option} must be a whole number, 1 to 9999.`);
}
