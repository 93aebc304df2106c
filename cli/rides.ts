import type { RideSummary, RidesPage } from '../client/index.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { inMs } from './figures.ts';
import { localDateTime } from './local-time.ts';
import { program } from './program.ts';
import { riderClient, riderOptions, sameWho } from './rider-client.ts';
import { shellWord } from './shell-word.ts';
import { readInteger, readText } from './values.ts';

export const rides = makeCommand('rides')
  .description(
    "Lists a rider's own rides. The newest come first. Times are of this machine's zone, and with --json of UTC.",
  )
  .addOption(valued('--limit <n>', 'how many at most, 1 to 100; 20 by default', readInteger(1, 100)))
  .addOption(valued('--next <cursor>', 'continue an earlier list, with the cursor that it printed', readText))
  .addOption(riderOptions.rider)
  .addOption(riderOptions.token)
  .addOption(riderOptions.api)
  .option('--json', "print the API's answer")
  .addHelpText(
    'after',
    notes('Exit code: 0, also when there is none; 1 on an error.', `Example: ${program} rides --rider alice --limit 5`),
  )
  .action(
    ending(async ({ limit, next, json, ...who }) => {
      const page = await riderClient(who).listRides({ limit, next });
      const limited = limit === undefined ? '' : ` --limit ${limit}`;
      console.log(json ? JSON.stringify(page, null, 2) : listOf(page, `${limited}${sameWho(who)}`));
      return exitCodes.done;
    }),
  );

/** One line for each ride, and how to see more. */
export function listOf({ rides, next }: RidesPage, sameOptions: string): string {
  if (rides.length === 0) return 'There are no rides.';
  const more = next === null ? [] : ['', `  more: ${program} rides --next ${shellWord(next)}${sameOptions}`];
  return [...rides.map(lineOf), ...more].join('\n');
}

function lineOf({ rideId, requestedAt, flow, status, settledAt }: RideSummary): string {
  const took = settledAt === null ? '' : `  after ${inMs(Date.parse(settledAt) - Date.parse(requestedAt))}`;
  return `${rideId}  ${localDateTime(Date.parse(requestedAt))}  ${flow.padEnd('sequential'.length)}  ${status}${took}`;
}
