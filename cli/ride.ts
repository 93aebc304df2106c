import type { RideView } from '../core/ride-view.ts';
import { type Flow, requestRide } from './api-client.ts';
import type { Command } from './command.ts';
import { defaultApi, defaultRider } from './defaults.ts';
import { UsageError } from './errors.ts';
import { optionsOf, pointOf, urlOf } from './options.ts';
import { riderOf } from './rider-of.ts';
import { waterfalls } from './waterfall.ts';

const exitCodes: Readonly<Record<string, number>> = { confirmed: 0, rejected: 2, expired: 2 };

export const ride: Command = {
  summary: 'asks a running stack for one ride',
  usage: `Usage: npm run ride -- --pickup LAT,LNG --dropoff LAT,LNG [OPTIONS]

  --pickup LAT,LNG      where the ride begins
  --dropoff LAT,LNG     where it ends
  --flow FLOW           parallel (default) or sequential
  --product PRODUCT     standard (default), xl or premium
  --payment METHOD      payment method, pm_card_visa by default
  --rider ID            who asks, of a stack on this machine; "${defaultRider}" by default
  --token TOKEN         who asks, of any stack: a rider's token from its issuer; $RIDE_REQUEST_TOKEN by default
  --simulate JSON       for example '{"pricing":{"delayMs":500}}'
  --api URL             the API, $RIDE_REQUEST_API or ${defaultApi} by default
  --json                print the API's answer instead of a waterfall

Exit code: 0 when the ride is confirmed, 2 when it is rejected or expired, 1 on an error.

Example: npm run ride -- --pickup 37.7749,-122.4194 --dropoff 37.8044,-122.2712`,

  async run(args) {
    const options = optionsOf(args, {
      pickup: { type: 'string' },
      dropoff: { type: 'string' },
      flow: { type: 'string', default: 'parallel' },
      product: { type: 'string', default: 'standard' },
      payment: { type: 'string', default: 'pm_card_visa' },
      rider: { type: 'string' },
      token: { type: 'string' },
      simulate: { type: 'string' },
      api: { type: 'string', default: process.env.RIDE_REQUEST_API ?? defaultApi },
      json: { type: 'boolean', default: false },
    });
    const request = {
      pickup: pointOf(options.pickup, '--pickup'),
      dropoff: pointOf(options.dropoff, '--dropoff'),
      product: options.product,
      paymentMethodId: options.payment,
      ...(options.simulate !== undefined && { simulate: jsonOf(options.simulate) }),
    };
    const apiUrl = urlOf(options.api, '--api');
    const rider = await riderOf(apiUrl, options, process.env);
    const view = await requestRide(apiUrl, rider, flowOf(options.flow), request);
    console.log(
      options.json ? JSON.stringify(view, null, 2) : `${waterfalls([view])}\n\n${howToTrace(view, options.api)}`,
    );
    return exitCodes[view.status] ?? 1;
  },
};

const howToTrace = ({ rideId }: RideView, api: string): string =>
  `  its whole way: npm run trace -- ${rideId}${api === defaultApi ? '' : ` --api ${api}`}`;

function flowOf(text: string): Flow {
  if (text === 'parallel' || text === 'sequential') return text;
  throw new UsageError(`--flow must be parallel or sequential, not ${text}.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('--simulate must be JSON.');
  }
}
