import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { answerStore } from '../../adapters/answer-store.ts';
import { demandStore } from '../../adapters/demand-store.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { loadStore } from '../../adapters/load-store.ts';
import { quotaStore } from '../../adapters/quota-store.ts';
import { receiptStore } from '../../adapters/receipt-store.ts';
import { itemOf } from '../../adapters/ride-items.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { webhookPlaces } from '../../adapters/webhook/webhook-places.ts';
import { aResult, aRide, aRideRequested } from '../support/rides.ts';

const at = '2026-01-01T00:00:00.000Z';
const later = '2026-01-01T00:01:00.000Z';
const holder = { rideId: 'ride-1', requestedAt: at } as const;
const cell = '8928308280fffff';
const place = { holder: 'all', window: 'w', limit: 1, expiresAt: 1 };
const clock = () => new Date(at);
const manyTimes = <Result>(call: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: 9 }, (_, index) => call(index)));

/** A client that answers nothing, and for which the first `refused` conditions do not hold. */
function recordingClient(refused: number) {
  const seen = new Set<string>();
  let left = refused;
  const send = async ({
    constructor: { name },
    input,
  }: {
    readonly constructor: { readonly name: string };
    readonly input: Input;
  }) => {
    seen.add(`${name.replace('Command', '')}${input.IndexName ? '/index' : ''}`);
    if (input.ConditionExpression && left-- > 0)
      throw new ConditionalCheckFailedException({ $metadata: {}, message: '' });
    return { Attributes: { ...itemOf(aRide()), results: { pricing: aResult('pricing') } } };
  };
  return { client: { send } as never, seen };
}

interface Input {
  readonly IndexName?: string;
  readonly ConditionExpression?: string;
}

type Calls = Readonly<Record<string, () => Promise<unknown>>>;

/** Each method of each store, in the way that asks most of the table. */
const stores: Readonly<Record<string, (client: never) => Calls>> = {
  rides: (client) => {
    const rides = rideStore(client, 'rides', clock);
    return {
      create: () => rides.create(aRide()),
      // One alone, and several at a time.
      get: async () => {
        await rides.get('ride-1');
        return manyTimes((index) => rides.get(`ride-${index}`));
      },
      ofRider: () => rides.ofRider('rider-1', 5),
      markPublished: () => rides.markPublished(holder, at),
      record: () => rides.record(holder, [aResult('pricing')]),
      move: () => rides.move(aRide(), { status: 'expired', at, by: 'test', expiresAt: 1 }),
    };
  },
  answers: (client) => {
    const answers = answerStore(client, 'rides');
    const ride = aRideRequested({ answers: 'brief' });
    return { keep: () => answers.keep(ride, aResult('pricing')), find: () => answers.find(ride, 'pricing') };
  },
  drivers: (client) => {
    const drivers = driverStore(client, 'drivers');
    const report = { position: { lat: 37.7, lng: -122.4 }, product: 'standard', onShift: true } as const;
    return {
      freeIn: () => drivers.freeIn('standard', cell, 5),
      countFree: () => drivers.countFree('standard', cell, 5),
      read: () => drivers.read(['driver-1', 'driver-2']),
      lease: () => drivers.lease('driver-1', holder, { product: 'standard', now: at, until: later, reportedSince: at }),
      hold: () => drivers.hold('driver-1', holder, at),
      release: () => drivers.release('driver-1', holder),
      report: () => drivers.report('driver-1', report, { now: at, reportedAt: at }),
      retire: () => drivers.retire('driver-1', at),
    };
  },
  demand: (client) => {
    const demand = demandStore(client, 'demand');
    return {
      add: async () => {
        await demand.add('area', 'ride-0', at);
        return manyTimes((index) => demand.add('area', `ride-${index}`, at));
      },
      countSince: () => demand.countSince('area', at, 5),
    };
  },
  receipts: (client) => {
    const receipts = receiptStore(client, 'receipts');
    return {
      claim: () =>
        receipts.claim({ rideId: 'ride-1', requestedAt: at }, { by: 'test', now: at, until: later, expiresAt: 1 }),
      markSent: () => receipts.markSent('ride-1', at),
    };
  },
  quotas: (client) => ({
    take: () => quotaStore(client, 'quotas').take({ riderId: 'rider-1', window: at, limit: 1, expiresAt: 1 }),
  }),
  load: (client) => ({ add: () => loadStore(client, 'load').add(new Map(), Date.parse(at), 20_000) }),
  webhooks: (client) => {
    const places = webhookPlaces(client, 'webhooks');
    return { take: () => places.take(place), giveBack: () => places.giveBack(place) };
  },
};

/** The requests that each method of each store makes: `drivers.freeIn` makes `Query/index`. */
export async function storeRequests(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const requests = new Map<string, Set<string>>();
  for (const [store, callsOf] of Object.entries(stores)) {
    for (const method of Object.keys(callsOf({} as never))) {
      const seen = await Promise.all([0, 1, 2].map((refused) => requestsOf(callsOf, method, refused)));
      requests.set(`${store}.${method}`, new Set(seen.flat()));
    }
  }
  return requests;
}

async function requestsOf(callsOf: (client: never) => Calls, method: string, refused: number): Promise<string[]> {
  const { client, seen } = recordingClient(refused);
  await callsOf(client)
    [method]?.()
    .catch((error: unknown) => {
      // Some methods leave it to whoever calls them that a condition did not hold.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  return [...seen];
}
