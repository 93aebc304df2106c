import { awaitOutcome } from './await-outcome.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { exitCodeOf } from './exit-codes.ts';
import { paintOn } from './paint.ts';
import { program } from './program.ts';
import { displayOn, silentDisplay } from './ride-display.ts';
import { riderAccess, riderOptions, sameWho } from './rider-client.ts';
import { shownRide } from './show-ride.ts';
import { readCount, readRideId } from './values.ts';

export const watch = makeCommand('watch')
  .description(
    'Shows a ride until its outcome is known: as a growing waterfall in a terminal, elsewhere as a line for each change.',
  )
  .argument('<ride-id>', "the ride's id", readRideId)
  .addOption(valued('--wait <seconds>', 'how long to wait for the outcome', readCount).default(60))
  .addOption(riderOptions.rider)
  .addOption(riderOptions.token)
  .addOption(riderOptions.api)
  .option('--json', 'print the ride as JSON when its outcome is known, and nothing before')
  .addHelpText(
    'after',
    notes(
      `Exit code: 0 when the ride is confirmed or completed, 2 when it is rejected, expired or cancelled, 3 when that is not
known in time, 1 on an error.`,
      `Example: ${program} watch ride_0f8fad5bd9cb469fa16570867728950e`,
    ),
  )
  .action(
    ending(async (rideId, { json = false, wait: waitSeconds, ...options }) => {
      const who = sameWho(options);
      const display = json ? silentDisplay : displayOn(process.stdout, paintOn(process.stdout));
      const rider = riderAccess(options);
      const ride = await awaitOutcome(rider, rideId, { display, waitSeconds, who });
      console.log(await shownRide(ride, { json, who, rider }));
      return exitCodeOf(ride);
    }),
  );
