import { describe, expect, it } from 'vitest';
import { DeadlinePassedError, ServiceError } from '../../core/errors.ts';
import type { RideStore } from '../../core/ports.ts';
import { requestRide } from '../../core/request-ride.ts';
import type { Ride } from '../../core/ride.ts';
import { sendReceipt } from '../../core/send-receipt.ts';
import { settleRide } from '../../core/settle-ride.ts';
import { storeRide } from '../../core/store-ride.ts';
import { deliverWebhook } from '../../core/webhook.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { inMemoryGatherQueue, inMemoryRideRequests } from '../support/in-memory-messaging.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { inMemoryReceiptStore } from '../support/in-memory-receipt-store.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { inMemoryWebhookPlaces } from '../support/in-memory-webhook-places.ts';
import { manualClock } from '../support/manual-clock.ts';
import { openAdmission } from '../support/open-admission.ts';
import { aReceiptedRide } from '../support/receipted-ride.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRide, aRideRequest, expects, requestedAt, traceparent } from '../support/rides.ts';

const { clock } = manualClock(requestedAt);

/** A store that takes down how it is read. */
function watched(...rides: readonly Ride[]) {
  const store = inMemoryRideStore(...rides);
  const reads: (string | undefined)[] = [];
  const get: RideStore['get'] = (rideId, read) => {
    reads.push(read);
    return store.get(rideId, read);
  };
  return { reads, rides: { ...store, get } };
}

const receipted = aReceiptedRide();
const calling = aRide({ status: 'rejected', request: aRideRequest({ webhookUrl: 'https://rider.example/' }) });

/** What is done about a ride after it was read; what was read may be some milliseconds old otherwise. */
const works: readonly (readonly [string, readonly Ride[], (rides: RideStore) => Promise<unknown>])[] = [
  [
    'a repetition under a key, which waits for the first request',
    [],
    async (rides) => {
      const terms = { expects, deadlineSeconds: 20, retentionDays: 30, ridesPerMinute: 100 };
      const ports = {
        rides: { ...rides, markPublished: async () => {} },
        requested: inMemoryRideRequests(),
        deadlines: inMemoryGatherQueue(),
        admission: openAdmission(() => time.clock()),
        quotas: inMemoryQuotaStore(),
        wait: async (ms: number) => time.advance(ms),
        randomId: () => 'random',
        clock: () => time.clock(),
      };
      const time = manualClock(requestedAt);
      const command = { riderId: 'rider-1', request: aRideRequest(), traceparent, idempotencyKey: 'key-1' };
      await requestRide(ports, command, terms);
      await requestRide(ports, command, terms);
    },
  ],
  [
    'a write whose answer is lost',
    [],
    async (rides) => {
      const create = () => Promise.reject(new ServiceError('No answer.'));
      await storeRide({ rides: { ...rides, create } }, aRide(), true).catch(() => {});
    },
  ],
  [
    'a ride that was ended by another message meanwhile',
    [aRide({ rideId: 'ride-1', status: 'cancelled' })],
    async (rides) => {
      const ports = {
        rides,
        drivers: inMemoryDriverStore(),
        clock: () => new Date(Date.parse(requestedAt) + 60_000),
        retentionDays: 30,
      };
      await settleRide(ports, aRide({ rideId: 'ride-1' }), { by: 'deadline', patienceIsOver: true });
    },
  ],
  [
    'a receipt',
    [receipted],
    (rides) => {
      const mailer = { send: async () => {} };
      const ports = { rides, receipts: inMemoryReceiptStore(), mailer, clock };
      return sendReceipt(ports, aRideEvent(receipted.rideId), 'message-1');
    },
  ],
  [
    'a webhook',
    [calling],
    (rides) => {
      const webhooks = { post: async () => 200 };
      const ports = { rides, webhooks, places: inMemoryWebhookPlaces(), clock };
      return deliverWebhook(ports, aRideEvent(calling.rideId, 'ride.rejected'), undefined);
    },
  ],
];

describe('what was last written is read', () => {
  it.each(works)('for %s', async (_, stored, work) => {
    const { rides, reads } = watched(...stored);
    await work(rides);
    expect(reads.length).toBeGreaterThan(0);
    expect(new Set(reads)).toEqual(new Set(['latest']));
  });
});

describe('a ride whose write was not answered', () => {
  const ride = aRide();
  const lost = () => Promise.reject(new ServiceError('No answer.'));

  it.each<[string, Partial<Ride>, boolean]>([
    ['its own, when it is of the same moment and trace', {}, true],
    ['not its own, when that is of another moment', { requestedAt: '2026-03-04T09:00:00.001Z' }, false],
    ['not its own, when that is of another trace', { traceparent: `00-${'2'.repeat(32)}-${'2'.repeat(16)}-01` }, false],
  ])('finds a ride that is %s', async (_, more, isOurs) => {
    const rides = { create: lost, get: async () => ({ ...ride, ...more }) };
    expect(await storeRide({ rides }, ride, true)).toMatchObject({ isOurs });
  });

  it('is not written again over one of long ago that has gone since', async () => {
    let writes = 0;
    const create = async () => {
      writes += 1;
      return false;
    };
    await expect(storeRide({ rides: { create, get: async () => undefined } }, ride, true)).rejects.toThrow(
      DeadlinePassedError,
    );
    expect(writes).toBe(1);
  });
});
