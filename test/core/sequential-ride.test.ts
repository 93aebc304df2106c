import { describe, expect, it } from 'vitest';
import type { Branch } from '../../core/answer-ride.ts';
import { ok, rejected } from '../../core/branch-rule.ts';
import { branches, type Registry } from '../../core/branches.ts';
import { TooManyRidesError } from '../../core/errors.ts';
import { rideIdOf } from '../../core/ride-id.ts';
import { rideView } from '../../core/ride-view.ts';
import { rideInSequence } from '../../core/sequential-ride.ts';
import { callFaults, failingPorts } from '../support/disturbed-ports.ts';
import { lease, report } from '../support/drivers.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { inMemoryRideEvents } from '../support/in-memory-messaging.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { allOk, aRideRequest, expects, holdUntil, pickup, requestedAt, traceparent } from '../support/rides.ts';

const results = allOk();
const registry: Registry = branches;
const definitions = Object.keys(expects).flatMap((name) => registry[name] ?? []);

/** A stage on which each branch takes its usual time and says ok, unless told otherwise. */
async function aStage(
  rules: Readonly<Record<string, Branch['rule']>> = {},
  more: { announcesProgress?: boolean; faultOf?: Parameters<typeof failingPorts>[0] } = {},
) {
  const { faultOf = () => undefined, ...settings } = more;
  const { failing } = failingPorts(faultOf);
  const time = manualClock(requestedAt);
  const rides = inMemoryRideStore();
  const drivers = inMemoryDriverStore();
  const events = inMemoryRideEvents();
  await report(drivers, 'driver-1', pickup);
  const asked: string[] = [];
  const all: Branch[] = definitions.map((definition) => ({
    definition,
    rule: async (ride) => {
      asked.push(definition.name);
      time.advance(definition.simulatedMs);
      const rule = rules[definition.name];
      if (rule) return rule(ride);
      if (definition.name === 'driver-matching') await lease(drivers, 'driver-1', ride);
      return ok(results[definition.name]?.result);
    },
  }));
  const ports = {
    ...settings,
    rides: failing(rides),
    drivers,
    events: failing(events),
    quotas: inMemoryQuotaStore(),
    clock: time.clock,
    randomId: () => 'random',
  };
  const command = { riderId: 'rider-1', request: aRideRequest(), traceparent };
  const terms = { expects, deadlineSeconds: 20, retentionDays: 30, ridesPerMinute: 1 };
  const again = () => rideInSequence(ports, all, command, terms);
  return { ride: await again(), rides, drivers, events, asked, again };
}

describe('a ride in sequence', () => {
  it('takes as long as its branches together', async () => {
    const { ride, rides, asked } = await aStage();
    expect(ride).toMatchObject({ status: 'confirmed', flow: 'sequential' });
    expect(asked).toEqual(Object.keys(expects));
    expect(ride).toMatchObject({ settledBy: 'sequential', pending: new Set() });
    expect(rideView(ride).timing).toMatchObject({ totalMs: 750, sequentialMs: 750, savedMs: 0, slowestMs: 300 });
    expect(await rides.get(ride.rideId)).toMatchObject({ status: 'confirmed', outcome: ride.outcome });
  });

  it('lets who watches see each branch, in their order, and then the outcome', async () => {
    const { events, ride } = await aStage({}, { announcesProgress: true });
    const told = events.published.map(({ type, progress }) => progress?.branch ?? type);
    expect(told).toEqual([...Object.keys(expects), 'ride.confirmed']);
    expect(events.published[0]).toMatchObject({
      rideId: ride.rideId,
      progress: { flow: 'sequential', view: { status: 'ok' } },
    });
  });

  it('tells nobody of its branches where nobody hears of them', async () => {
    const { events } = await aStage();
    expect(events.published.map(({ type }) => type)).toEqual(['ride.confirmed']);
  });

  it('counts against the limit of its rider', async () => {
    const { again, asked } = await aStage();
    await expect(again()).rejects.toThrow(TooManyRidesError);
    expect(asked).toEqual(Object.keys(expects));
  });

  it('holds its driver and is announced', async () => {
    const { ride, drivers, events } = await aStage();
    expect(drivers.holdingOf('driver-1')).toEqual({ rideId: ride.rideId, holdUntil: holdUntil(ride.settledAt) });
    expect(events.published).toMatchObject([{ type: 'ride.confirmed', driverId: 'driver-1' }]);
  });

  it('ends at the first refusal of a required branch, without asking the others', async () => {
    const { ride, asked, events } = await aStage({ pricing: async () => rejected('too_far', 'Too far.') });
    expect(ride).toMatchObject({ status: 'rejected', reasons: [{ code: 'too_far' }], unanswered: ['payment-check'] });
    expect(asked).not.toContain('payment-check');
    expect(events.published).toMatchObject([{ type: 'ride.rejected', driverId: 'driver-1' }]);
  });

  it('goes on without an optional branch that fails, and not without a required one', async () => {
    const fail = () => Promise.reject(new Error('no answer'));
    expect((await aStage({ eta: fail })).ride.status).toBe('confirmed');
    expect((await aStage({ 'payment-check': fail })).ride).toMatchObject({
      status: 'rejected',
      reasons: [{ code: 'payment-check_unavailable', retryable: true }],
    });
  });

  it.each(callFaults)('does not fail any more once it is written: %s', async (fault) => {
    const [write, event] = [0, 1];
    const { ride, rides } = await aStage({}, { faultOf: (call) => (call === event ? fault : undefined) });
    expect(await rides.get(ride.rideId)).toEqual(expect.objectContaining({ status: 'confirmed' }));
    if (fault === 'refused') return;
    const unanswered = await aStage({}, { faultOf: (call) => (call === write ? fault : undefined) });
    expect(await unanswered.rides.get(unanswered.ride.rideId)).toBeDefined();
  });

  it('says which ride there may be when that cannot be found out', async () => {
    const stage = aStage({}, { faultOf: () => 'lost after' });
    await expect(stage).rejects.toMatchObject({ name: 'OutcomeUnknownError', rideId: rideIdOf('rider-1', 'random') });
  });

  it('rejects when its driver was lost', async () => {
    const { ride } = await aStage({ 'driver-matching': async () => ok(results['driver-matching']?.result) });
    expect(ride).toMatchObject({ status: 'rejected', reasons: [{ message: expect.stringContaining('driver_lost') }] });
  });
});
