import { randomUUID } from 'node:crypto';
import { Option } from '@commander-js/extra-typings';
import type { Flow, Ride, RideRequest } from '../client/index.ts';
import { productSchema } from '../core/products.ts';
import { awaitOutcome } from './await-outcome.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { UsageError } from './errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { longestSeconds } from './fetch-in-time.ts';
import { paintOn } from './paint.ts';
import { defaultPaymentMethod, sandboxPaymentMethods } from './payment-methods.ts';
import { program } from './program.ts';
import { progressOn } from './progress.ts';
import { displayOn, silentDisplay } from './ride-display.ts';
import { type RiderAccess, riderAccess, riderOptions, sameWho } from './rider-client.ts';
import { shownRide } from './show-ride.ts';
import { readCount, readJson, readPoint, readText } from './values.ts';

const paymentMethods = Object.entries(sandboxPaymentMethods).map(([method, does]) => `  ${method.padEnd(27)}${does}`);

export const request = makeCommand('request')
  .description(
    'Requests a ride and shows its progress: as a growing waterfall in a terminal, elsewhere as a line for each change.',
  )
  .usage('--pickup <lat,lng> --dropoff <lat,lng> [options]')
  .addOption(valued('--pickup <lat,lng>', 'where the ride begins', readPoint))
  .addOption(valued('--dropoff <lat,lng>', 'where it ends', readPoint))
  .addOption(
    new Option('--flow <flow>', 'all branches at the same time, or one after the other')
      .choices(['parallel', 'sequential'])
      .default('parallel'),
  )
  .addOption(
    new Option('--product <product>', 'the kind of vehicle').choices(productSchema.options).default('standard'),
  )
  .addOption(valued('--payment <method>', 'payment method', readText).default(defaultPaymentMethod))
  .addOption(valued('--simulate <json>', `for example '{"pricing":{"delayMs":500}}'`, readJson))
  .addOption(valued('--wait <seconds>', 'how long to wait for the outcome', readCount).default(60))
  .addOption(riderOptions.rider)
  .addOption(riderOptions.token)
  .addOption(riderOptions.api)
  .option('--json', "print the API's answer instead of a waterfall")
  .addHelpText(
    'after',
    notes(
      `Payment methods of the sandbox, which stacks have that use no payment provider:\n${paymentMethods.join('\n')}`,
      `Exit code: 0 when the ride is confirmed, 2 when it is rejected, expired or cancelled, 3 when that is not known in time,
1 on an error.`,
      `Example: ${program} request --pickup 37.7749,-122.4194 --dropoff 37.8044,-122.2712`,
    ),
  )
  .action(
    ending(async ({ pickup, dropoff, product, payment, simulate, flow, wait, json = false, ...options }) => {
      // Not checked by commander: it would report a missing option before a misspelt one.
      if (!pickup || !dropoff) {
        throw new UsageError('Say where the ride begins and where it ends: --pickup LAT,LNG --dropoff LAT,LNG.');
      }
      const asked: RideRequest = {
        pickup,
        dropoff,
        product,
        paymentMethodId: payment,
        // The API names what is wrong with it.
        ...(simulate !== undefined && { simulate: simulate as NonNullable<RideRequest['simulate']> }),
      };
      // Whoever debugs a function makes the wait longer.
      const rider = riderAccess(options, wait + longestSeconds);
      const shown = { json, who: sameWho(options), waitSeconds: wait };
      const ride = await settleRide(rider, asked, flow, shown);
      console.log(await shownRide(ride, { ...shown, rider }));
      return exitCodeOf(ride);
    }),
  );

/** A sequential ride is answered when it has ended; a parallel one immediately, so that its progress can be shown. */
async function settleRide(
  rider: RiderAccess,
  asked: RideRequest,
  flow: Flow,
  { json, who, waitSeconds }: { readonly json: boolean; readonly who: string; readonly waitSeconds: number },
): Promise<Ride> {
  const progress = progressOn(process.stderr);
  progress.show(flow === 'sequential' ? 'asking one branch after the other …' : 'asking for the ride …');
  const asking = rider.client.requestRide(asked, { flow, waitSeconds: 0, idempotencyKey: randomUUID() });
  const ride = await asking.finally(progress.clear);
  if (ride.status !== 'requested') return ride;
  const display = json ? silentDisplay : displayOn(process.stdout, paintOn(process.stdout));
  return awaitOutcome(rider, ride.rideId, { display, waitSeconds, who });
}
