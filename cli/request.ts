import { randomUUID } from 'node:crypto';
import type { Flow, Product, Ride, RideRequest } from '../client/index.ts';
import { productSchema } from '../core/products.ts';
import { awaitOutcome } from './await-outcome.ts';
import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { countOf, optionsOf, pointOf } from './options.ts';
import { paintOn } from './paint.ts';
import { program } from './program.ts';
import { progressOn } from './progress.ts';
import { displayOn, silentDisplay } from './ride-display.ts';
import { type RiderAccess, riderAccess, riderOptions, riderUsage, sameWho } from './rider-client.ts';
import { shownRide } from './show-ride.ts';

const defaultWait = '60';

export const request: Command = {
  usage: `Usage: ${program} request --pickup LAT,LNG --dropoff LAT,LNG [OPTIONS]

  --pickup LAT,LNG      where the ride begins
  --dropoff LAT,LNG     where it ends
  --flow FLOW           parallel (default) or sequential
  --product PRODUCT     standard (default), xl or premium
  --payment METHOD      payment method, pm_card_visa by default
  --simulate JSON       for example '{"pricing":{"delayMs":500}}'
  --wait SECONDS        how long to wait for the outcome; ${defaultWait} by default
${riderUsage}
  --json                print the API's answer instead of a waterfall

A terminal shows a growing waterfall, a pipe a line for each change.

Exit code: 0 when the ride is confirmed, 2 when it is rejected, expired or cancelled, 3 when that is not known in time,
1 on an error.

Example: ${program} request --pickup 37.7749,-122.4194 --dropoff 37.8044,-122.2712`,

  async run(args) {
    const options = optionsOf(args, {
      ...riderOptions,
      pickup: { type: 'string' },
      dropoff: { type: 'string' },
      flow: { type: 'string', default: 'parallel' },
      product: { type: 'string', default: 'standard' },
      payment: { type: 'string', default: 'pm_card_visa' },
      simulate: { type: 'string' },
      wait: { type: 'string', default: defaultWait },
    });
    const asked: RideRequest = {
      pickup: pointOf(options.pickup, '--pickup'),
      dropoff: pointOf(options.dropoff, '--dropoff'),
      product: productOf(options.product),
      paymentMethodId: options.payment,
      ...(options.simulate !== undefined && { simulate: jsonOf(options.simulate) }),
    };
    const shown = { ...options, who: sameWho(options), waitSeconds: countOf(options.wait, '--wait') };
    const ride = await rideOf(riderAccess(options), asked, flowOf(options.flow), shown);
    console.log(shownRide(ride, shown));
    return exitCodeOf(ride);
  },
};

/** A sequential ride is answered when it has ended; a parallel one at once, so that one can see how it goes on. */
async function rideOf(
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

function flowOf(text: string): Flow {
  if (text === 'parallel' || text === 'sequential') return text;
  throw new UsageError(`--flow must be parallel or sequential, not ${text}.`);
}

function productOf(text: string): Product {
  const product = productSchema.safeParse(text);
  if (product.success) return product.data;
  throw new UsageError(`--product must be standard, xl or premium, not ${text}.`);
}

/** The API says what is wrong with it, by name. */
function jsonOf(text: string): NonNullable<RideRequest['simulate']> {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('--simulate must be JSON.');
  }
}
