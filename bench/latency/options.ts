import { UsageError } from '../../cli/errors.ts';
import { parseOptions } from '../support/parse-options.ts';

export const usage = `Usage: npm run bench:latency -- [OPTIONS]

  --callers LIST   numbers of callers, comma-separated; 1,10,50 by default
  --rides N        rides to measure of each flow and number of callers; 50 by default. Each takes at least 4 turns of
                   2 rides a caller, so with many callers there are more rides than that
  --told           each ride's end is also told by webhook, and by a mail
  --json           print the figures as JSON, and leave bench/results/ as it is
  --help           print this help

Compares how long a rider waits beyond the slowest branch: in the parallel flow, in the sequential one, and in the limit,
which is Promise.all of the same work behind node:http. Shows how much time each hop takes, and checks the textbook's
sums. Takes under four minutes; run nothing else on the machine meanwhile. Exit code: 1 when more than 5 % of the rides
of a flow were not confirmed.

Example: npm run bench:latency -- --callers 1,10 --rides 20`;

export interface Options {
  readonly callers: readonly number[];
  readonly rides: number;
  /** Whether the rides' ends are told by webhook and mail. */
  readonly told: boolean;
  readonly json: boolean;
}

/** Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
  const { callers, rides, told, json } = parseOptions(args, {
    callers: { type: 'string', default: '1,10,50' },
    rides: { type: 'string', default: '50' },
    told: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  return {
    callers: callers.split(',').map((text) => wholeNumber(text, '--callers')),
    rides: wholeNumber(rides, '--rides'),
    told,
    json,
  };
}

function wholeNumber(text: string, option: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`${option} takes whole numbers above zero, not "${text}".`);
}
