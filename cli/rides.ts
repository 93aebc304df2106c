import type { RideSummary, RidesPage } from '../client/index.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { countOf, optionsOf } from './options.ts';
import { program } from './program.ts';
import { riderClient, riderOptions, riderUsage, sameWho } from './rider-client.ts';

export const rides: Command = {
  usage: `Usage: ${program} rides [OPTIONS]

  --limit N             how many at most, 1 to 100; 20 by default
  --next CURSOR         go on where an earlier list has ended, as it said
${riderUsage}
  --json                print the API's answer

The newest come first.

Exit code: 0, also when there is none; 1 on an error.

Example: ${program} rides --rider alice --limit 5`,

  async run(args) {
    const options = optionsOf(args, { ...riderOptions, limit: { type: 'string' }, next: { type: 'string' } });
    const limit = options.limit === undefined ? undefined : countOf(options.limit, '--limit');
    const page = await riderClient(options).listRides({ limit, next: options.next });
    const limited = options.limit === undefined ? '' : ` --limit ${limit}`;
    console.log(options.json ? JSON.stringify(page, null, 2) : listOf(page, `${limited}${sameWho(options)}`));
    return exitCodes.done;
  },
};

/** A line a ride, and how to see more. */
export function listOf({ rides, next }: RidesPage, sameOptions: string): string {
  if (rides.length === 0) return 'There are no rides.';
  const more = next === null ? [] : ['', `  more: ${program} rides --next ${next}${sameOptions}`];
  return [...rides.map(lineOf), ...more].join('\n');
}

function lineOf({ rideId, requestedAt, flow, status, completedAt }: RideSummary): string {
  const took = completedAt === null ? '' : `  after ${Date.parse(completedAt) - Date.parse(requestedAt)} ms`;
  return `${rideId}  ${requestedAt}  ${flow.padEnd('sequential'.length)}  ${status}${took}`;
}
