import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { asRider } from '../../cli/callers.ts';
import type { RideView } from '../../core/ride-view.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { loggedAbout } from '../support/ride-events.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { send } from '../support/send.ts';
import { warmSharedStack } from '../support/shared-stack.ts';
import { deadlineSeconds } from '../support/usual-deadline.ts';

/** Each test has a place, a rider and a driver of its own, so that they can run side by side. */
describe.concurrent('the outcome of a ride', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  it('is made of what the branches say', async () => {
    const pickup = aPlace();
    const driver = await aDriver(stack, pickup);
    const rider = aRider(stack);
    const request = aQuickRequest(pickup);
    const { status, body } = await rider.asks(request);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      riderId: rider.riderId,
      flow: 'parallel',
      status: 'confirmed',
      request,
      reasons: [],
      pickup: { source: 'matched-driver' },
      outcome: {
        driver: { driverId: driver.driverId, pickupSeconds: 0, pickupDistanceMeters: 0 },
        trip: { source: 'estimate' },
        fare: { currency: 'USD', surgeMultiplier: 1 },
        payment: { paymentMethodId: 'pm_card_visa', status: 'valid' },
      },
    });
    // Five kilometers as the crow flies, by road.
    expect(body.outcome?.trip.distanceMeters).toBeGreaterThan(5_000);
    expect(body.outcome?.fare.amountMinor).toBeGreaterThan(0);
    expect(Date.parse(body.deadlineAt) - Date.parse(body.requestedAt)).toBe(1_000 * deadlineSeconds);
  });

  it('can be told from the logs, every line of which has the ids of ride and trace', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const traceId = randomUUID().replaceAll('-', '');
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const { body } = await aRider(stack).asks(aQuickRequest(pickup), { traceparent });
    const lines = () => loggedAbout(stack, /./, body.rideId);
    await eventually(() => expect(lines().filter(({ message }) => message === 'event announced')).toHaveLength(1));
    for (const line of lines()) expect(line).toMatchObject({ rideId: body.rideId, traceId });
    const told = (service: RegExp) => {
      const messages = lines().flatMap((line) => (service.test(String(line.service)) ? [line.message] : []));
      return [...new Set(messages)];
    };
    expect(told(/^api$/)).toEqual(['ride published', 'ride answered']);
    expect(told(/^eta$/)).toEqual(['branch started', 'branch finished']);
    expect(told(/^aggregator$/)).toEqual(['ride settled', 'event announced']);
  });

  it('can be looked at any time, and is the same', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const rider = aRider(stack);
    const { body } = await rider.asks(aQuickRequest(pickup));
    expect((await rider.looksAt(body.rideId)).body).toEqual(body);
  });

  it('comes with times that add up', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const delays = { 'driver-matching': 120, eta: 60, pricing: 300, 'payment-check': 30 };
    const simulate = Object.fromEntries(Object.entries(delays).map(([name, delayMs]) => [name, { delayMs }]));
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, simulate));
    const { timing, branches } = body;

    for (const { queuedAt, startedAt, finishedAt, queuedMs, durationMs } of Object.values(branches)) {
      expect(durationMs).toBe(msBetween(startedAt, finishedAt));
      expect(queuedMs).toBe(msBetween(queuedAt, startedAt));
    }
    const durations = Object.values(branches).map(({ durationMs }) => durationMs ?? Number.NaN);
    const slowestMs = Math.max(...durations);
    const sequentialMs = durations.reduce((sum, ms) => sum + ms, 0);
    const totalMs = msBetween(body.requestedAt, body.settledAt);
    expect(timing).toEqual({
      totalMs,
      slowestBranch: Object.keys(branches).find((name) => branches[name]?.durationMs === slowestMs),
      slowestMs,
      sequentialMs,
      overheadMs: totalMs - slowestMs,
      savedMs: sequentialMs - totalMs,
    });
    for (const { finishedAt } of Object.values(branches))
      expect(msBetween(finishedAt, body.settledAt)).not.toBeLessThan(0);
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined'],
    ['pm_card_insufficientFunds', 'insufficient_funds'],
    ['pm_card_expired', 'expired_card'],
    ['pm_card_nobodyKnows', 'payment_method_unknown'],
  ])('is a rejection for the payment method %s', async (paymentMethodId, code) => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { status, body } = await aRider(stack).asks({ ...aQuickRequest(pickup), paymentMethodId });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'rejected', outcome: null });
    expect(body.reasons).toEqual([expect.objectContaining({ branch: 'payment-check', code, retryable: false })]);
  });

  it('is a rejection at once, and the driver who is matched later is freed', async () => {
    const pickup = aPlace();
    const driver = await aDriver(stack, pickup);
    const rider = aRider(stack);
    const slow = { pricing: { delayMs: 5_000 }, 'driver-matching': { delayMs: 2_500 } };
    const { body } = await rider.asks({ ...aQuickRequest(pickup, slow), paymentMethodId: 'pm_card_chargeDeclined' });
    expect(body).toMatchObject({ status: 'rejected', reasons: [{ code: 'card_declined' }] });
    expect(body.branches.pricing).toMatchObject({ status: 'not_awaited', durationMs: null, late: false });
    expect(body.timing).toEqual({
      totalMs: msBetween(body.requestedAt, body.settledAt),
      slowestBranch: null,
      slowestMs: null,
      sequentialMs: null,
      overheadMs: null,
      savedMs: null,
    });

    const later = await eventually(async () => {
      const looked = await rider.looksAt(body.rideId);
      expect(looked.body.branches['driver-matching']).toMatchObject({ status: 'ok', late: true });
      return looked.body;
    });
    expect(later).toMatchObject({ status: 'rejected', outcome: null, timing: body.timing, reasons: body.reasons });
    await eventually(async () => {
      const { body } = await aRider(stack).asks(aQuickRequest(pickup));
      expect(body.outcome?.driver.driverId).toBe(driver.driverId);
    });
  });

  it('is a rejection where there are no drivers', async () => {
    const { status, body } = await aRider(stack).asks(aQuickRequest());
    expect(status).toBe(200);
    expect(body.status).toBe('rejected');
    expect(body.reasons).toEqual([
      expect.objectContaining({ branch: 'driver-matching', code: 'no_drivers_available', retryable: true }),
    ]);
  });

  it.each(['driver-matching', 'pricing', 'payment-check'])('is a rejection when %s refuses', async (branch) => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { [branch]: { fault: 'reject', delayMs: 0 } }));
    expect(body).toMatchObject({ status: 'rejected', reasons: [{ branch, code: 'simulated_rejection' }] });
    expect(body.branches[branch]).toMatchObject({ status: 'rejected', reason: { code: 'simulated_rejection' } });
  });

  it('does not depend on a refusing eta: the trip is then the one that the fare was computed on', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { eta: { fault: 'reject', delayMs: 0 } }));
    expect(body).toMatchObject({ status: 'confirmed', reasons: [], outcome: { trip: { source: 'fare' } } });
    expect(body.outcome?.trip.distanceMeters).toBe(body.outcome?.fare.distanceMeters);
    expect(body.branches.eta).toMatchObject({ status: 'rejected', reason: { code: 'simulated_rejection' } });
    expect(body.timing.sequentialMs).not.toBeNull();
  });

  it('can be had one branch after the other, and is the same but for the times', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const rider = aRider(stack);
    const options = { headers: await asRider(rider.riderId), body: aQuickRequest(pickup) };
    const { status, body } = await send<RideView>(stack, 'POST', 'sequential-rides', options);
    expect(status).toBe(200);
    expect(body).toMatchObject({ flow: 'sequential', status: 'confirmed', outcome: { trip: { source: 'estimate' } } });
    expect((await rider.looksAt(body.rideId)).body).toEqual(body);
  });
});

const msBetween = (from: string | null, to: string | null): number => Date.parse(to ?? '') - Date.parse(from ?? '');
