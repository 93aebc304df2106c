import { ending, makeCommand, notes } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { program } from './program.ts';
import { riderClient, riderOptions } from './rider-client.ts';
import { readRideId } from './values.ts';

export const cancel = makeCommand('cancel')
  .description('Cancels a requested or confirmed ride and frees its driver. Cancelling twice is the same as once.')
  .argument('<ride-id>', "the ride's id", readRideId)
  .addOption(riderOptions.rider)
  .addOption(riderOptions.token)
  .addOption(riderOptions.api)
  .option('--json', 'print the ride as JSON')
  .addHelpText(
    'after',
    notes(
      'Exit code: 0 when the ride is cancelled, 1 on an error, such as a ride that has ended otherwise.',
      `Example: ${program} cancel ride_0f8fad5bd9cb469fa16570867728950e`,
    ),
  )
  .action(
    ending(async (rideId, options) => {
      const ride = await riderClient(options).cancelRide(rideId);
      console.log(options.json ? JSON.stringify(ride, null, 2) : `${ride.rideId} is ${ride.status}.`);
      return exitCodes.done;
    }),
  );
