import { awaitOutcome } from './await-outcome.ts';
import type { Command } from './command.ts';
import { exitCodeOf } from './exit-codes.ts';
import { countOf, rideIdOf, subjectAndOptionsOf } from './options.ts';
import { paintOn } from './paint.ts';
import { program } from './program.ts';
import { displayOn, silentDisplay } from './ride-display.ts';
import { riderAccess, riderOptions, riderUsage, sameWho } from './rider-client.ts';
import { shownRide } from './show-ride.ts';

const defaultWait = '60';

export const watch: Command = {
  usage: `Usage: ${program} watch RIDE_ID [OPTIONS]

  --wait SECONDS        how long to wait for the outcome; ${defaultWait} by default
${riderUsage}
  --json                print the ride as JSON when its outcome is known, and nothing before

A terminal shows a growing waterfall, a pipe a line for each change.

Exit code: 0 when the ride is confirmed or completed, 2 when it is rejected, expired or cancelled, 3 when that is not
known in time, 1 on an error.

Example: ${program} watch ride_0f8fad5bd9cb469fa16570867728950e`,

  async run(args) {
    const options = subjectAndOptionsOf(args, "ride's id", {
      ...riderOptions,
      wait: { type: 'string', default: defaultWait },
    });
    const rideId = rideIdOf(options.subject);
    const { json } = options;
    const who = sameWho(options);
    const display = json ? silentDisplay : displayOn(process.stdout, paintOn(process.stdout));
    const waitSeconds = countOf(options.wait, '--wait');
    const ride = await awaitOutcome(riderAccess(options), rideId, { display, waitSeconds, who });
    console.log(shownRide(ride, { json, who }));
    return exitCodeOf(ride);
  },
};
