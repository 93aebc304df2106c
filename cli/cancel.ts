import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { rideIdOf, subjectAndOptionsOf } from './options.ts';
import { program } from './program.ts';
import { riderClient, riderOptions, riderUsage } from './rider-client.ts';

export const cancel: Command = {
  usage: `Usage: ${program} cancel RIDE_ID [OPTIONS]

${riderUsage}
  --json                print the ride as JSON

Calls a requested or confirmed ride off; its driver is free for others. Doing so twice is the same as once.

Exit code: 0 when the ride is cancelled, 1 on an error, such as a ride that has ended otherwise.

Example: ${program} cancel ride_0f8fad5bd9cb469fa16570867728950e`,

  async run(args) {
    const options = subjectAndOptionsOf(args, "ride's id", riderOptions);
    const ride = await riderClient(options).cancelRide(rideIdOf(options.subject));
    console.log(options.json ? JSON.stringify(ride, null, 2) : `${ride.rideId} is ${ride.status}.`);
    return exitCodes.done;
  },
};
