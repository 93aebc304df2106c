import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RideView } from '../../core/ride-view.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { startStackWith } from '../support/stack-with.ts';

/** On a stack whose deadline is short. The tests wait for it together. */
describe.concurrent('the deadline of a ride', () => {
  let stack: RunningStack;
  const deadlineMs = 10_000;

  beforeAll(async () => {
    stack = await startStackWith({ deadlineSeconds: String(deadlineMs / 1_000), functionTimeoutSeconds: '20' });
    await aRider(stack).asks(aQuickRequest());
  });
  afterAll(() => stack.stop());

  const endedAtItsDeadline = ({ completedAt, deadlineAt }: RideView) =>
    expect(Date.parse(completedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(deadlineAt));

  it('expires a ride whose pricing hangs, and frees its driver', async () => {
    const pickup = aPlace();
    const driver = await aDriver(stack, pickup);
    const rider = aRider(stack);
    const { status, body } = await rider.asks(aQuickRequest(pickup, { pricing: { fault: 'timeout' } }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'expired', outcome: null });
    expect(body.reasons).toEqual([
      expect.objectContaining({ branch: 'pricing', code: 'pricing_timed_out', retryable: true }),
    ]);
    expect(body.branches.pricing).toMatchObject({ status: 'timed_out', durationMs: null });
    expect(body.branches.eta?.status).toBe('ok');
    expect(body.timing.slowestMs).toBeNull();
    endedAtItsDeadline(body);

    expect(await rider.cancels(body.rideId)).toMatchObject({ status: 409, body: { code: 'ride_expired' } });
    await eventually(async () => {
      const next = await aRider(stack).asks(aQuickRequest(pickup));
      expect(next.body.outcome?.driver.driverId).toBe(driver.driverId);
    });
  });

  it('names every branch that is missing', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const late = { delayMs: deadlineMs + 5_000 };
    const { body } = await aRider(stack).asks(
      aQuickRequest(pickup, { pricing: late, 'payment-check': late, eta: late }),
    );
    expect(body.status).toBe('expired');
    expect(body.reasons.map(({ code }) => code).toSorted()).toEqual(['payment-check_timed_out', 'pricing_timed_out']);
  });

  it('confirms a ride that only eta is missing of', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { eta: { fault: 'timeout' } }));
    expect(body).toMatchObject({
      status: 'confirmed',
      reasons: [],
      outcome: { trip: { source: 'fare' } },
      branches: { eta: { status: 'timed_out', late: false } },
    });
    expect(body.timing.sequentialMs).toBeNull();
    endedAtItsDeadline(body);
  });

  it('is not moved by an answer that comes after it', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const rider = aRider(stack);
    const { body } = await rider.asks(aQuickRequest(pickup, { pricing: { delayMs: deadlineMs + 500 } }));
    expect(body.status).toBe('expired');
    const later = await eventually(async () => {
      const looked = await rider.looksAt(body.rideId);
      expect(looked.body.branches.pricing).toMatchObject({ status: 'ok', late: true });
      return looked.body;
    });
    const { branches: _then, ...ride } = body;
    expect(later).toMatchObject(ride);
  });

  it('ends a wait, and is the same for whoever looks', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const rider = aRider(stack);
    const { body } = await rider.asksAsync(aQuickRequest(pickup, { pricing: { fault: 'timeout' } }));
    const [one, other] = await Promise.all([
      rider.looksAt(body.rideId, { Prefer: 'wait=20' }),
      rider.looksAt(body.rideId, { Prefer: 'wait=20' }),
    ]);
    expect(one.body.status).toBe('expired');
    expect(other.body).toEqual(one.body);
  });

  // By itself: the process is not this ride's alone.
  it('ends a ride without a branch whose process dies at each attempt, and names it', {
    concurrent: false,
  }, async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { pricing: { fault: 'crash' } }));
    expect(body).toMatchObject({ status: 'expired', reasons: [{ branch: 'pricing', code: 'pricing_timed_out' }] });
    expect(body.branches).toMatchObject({ pricing: { status: 'timed_out' }, 'payment-check': { status: 'ok' } });
    endedAtItsDeadline(body);
  });
});
