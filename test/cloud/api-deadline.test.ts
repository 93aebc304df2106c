import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RideItem } from '../../adapters/ride-items.ts';
import type { Point } from '../../core/point.ts';
import { whileRiderWaits } from '../../core/retry.ts';
import type { RideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import type { Fate, FunctionFigures, Intercept, ServiceCall } from '../../local/index.ts';
import { deliveriesOf } from '../chaos/deliveries.ts';
import { recordOf } from '../chaos/evidence.ts';
import { lateEnds } from '../chaos/invariants/ends-in-time.ts';
import { metronomeOf } from '../chaos/metronome.ts';
import { ownClock } from '../chaos/own-clock.ts';
import { Watch } from '../chaos/sightings.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { startStackWith } from '../support/stack-with.ts';

const deadlineMs = 10_000;
let stack: RunningStack;
let meet: Intercept = () => 'pass';

beforeAll(async () => {
  stack = await startStackWith({ deadlineSeconds: String(deadlineMs / 1_000) }, { intercept: (call) => meet(call) });
  await aRider(stack).asks(aQuickRequest());
});
afterAll(() => stack.stop());

const endedAtItsDeadline = ({ settledAt, deadlineAt }: RideView) =>
  expect(Date.parse(settledAt ?? '')).toBeGreaterThanOrEqual(Date.parse(deadlineAt));

/**
 * A ride that expired before its price was known, as it was then; the price is known now. The third attempt begins eight seconds
 * after the first one. Where the machine pauses it may begin when the deadline has come, and is skipped: then another ride is
 * asked for.
 */
async function answeredLate(rider: ReturnType<typeof aRider>, pickup: Point): Promise<RideView> {
  for (let rides = 0; rides < 5; rides += 1) {
    const late = { delayMs: 2_500, fault: 'timeout', times: 2 } as const;
    const { body } = await rider.asks(aQuickRequest(pickup, { pricing: late }));
    expect(body.status).toBe('expired');
    const ended = await eventually(() => {
      const entry = stack.logs.find(({ line }) => endsPricing(line) && line.includes(body.rideId));
      return entry?.line ?? expect.fail('nothing is known of the last attempt');
    });
    if (ended.includes('branch finished')) return body;
  }
  return expect.fail('no attempt began in time');
}

const endsPricing = (line: string) => /branch (finished|skipped)/.test(line) && line.includes('"branch":"pricing"');

/** On a stack whose deadline is short. The tests wait for it together. */
describe.concurrent('the deadline of a ride', () => {
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
    const hangs = { fault: 'timeout' } as const;
    const { body } = await aRider(stack).asks(
      aQuickRequest(pickup, { pricing: hangs, 'payment-check': hangs, eta: hangs }),
    );
    expect(body.status).toBe('expired');
    expect(body.reasons.map(({ code }) => code).toSorted()).toEqual(['payment-check_timed_out', 'pricing_timed_out']);
  });

  it('is not waited for when only eta is missing: that has two seconds', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { eta: { fault: 'timeout' } }));
    expect(body).toMatchObject({
      status: 'confirmed',
      reasons: [],
      outcome: { trip: { source: 'fare' } },
      branches: { eta: { status: 'not_awaited', late: false } },
    });
    expect(body.timing.sequentialMs).toBeNull();
    expect(Date.parse(body.settledAt ?? '')).toBeLessThan(Date.parse(body.deadlineAt));
  });

  it('is not moved by an answer that comes after it', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const rider = aRider(stack);
    const body = await answeredLate(rider, pickup);
    const later = await rider.looksAt(body.rideId);
    expect(later.body.branches.pricing).toMatchObject({ status: 'ok', late: true, attempt: 3 });
    const { branches: _then, ...ride } = body;
    expect(later.body).toMatchObject(ride);
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
});

/** By themselves, and after what hung before was given up: a process is not one ride's alone. */
describe('a ride one of whose functions fails or dies', () => {
  beforeAll(() => eventually(async () => expect(await running()).toEqual([]), 2 * deadlineMs));

  /** The functions that are at work. */
  const running = async () => {
    const answer = await fetch(new URL('/_cloud/functions', stack.cloud.apiUrl));
    const { functions } = (await answer.json()) as { functions: FunctionFigures[] };
    return functions.filter((each) => each.running > 0).map(({ logicalId }) => logicalId);
  };

  it('rejects a ride whose pricing fails in every attempt that fits, and no sooner', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { pricing: { fault: 'exception' } }));
    expect(body).toMatchObject({
      status: 'rejected',
      reasons: [{ branch: 'pricing', code: 'pricing_unavailable', retryable: true }],
      branches: { pricing: { status: 'failed' } },
    });
    // After 1, 3 and 7 s, or fewer where the machine pauses: another one would begin less than a second before the deadline.
    const { attempt, finishedAt } = body.branches.pricing ?? expect.fail('no attempt');
    const latest = plusMs(finishedAt ?? '', 1_000 * (whileRiderWaits(attempt ?? 0) + 1));
    expect(Date.parse(latest)).toBeGreaterThan(Date.parse(body.deadlineAt));
    expect(Date.parse(body.settledAt ?? '')).toBeLessThan(Date.parse(body.deadlineAt));
  });

  it('is confirmed when a branch dies once: its message comes again in time', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { pricing: { fault: 'crash', times: 1 } }));
    // The first attempt after a death is slow, and on a busy machine slower than it may be.
    const attempt = expect.toSatisfy((each: number) => each >= 2);
    expect(body).toMatchObject({ status: 'confirmed', branches: { pricing: { status: 'ok', attempt } } });
  });

  it('ends without a branch that dies at each attempt, and names it', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aQuickRequest(pickup, { pricing: { fault: 'crash' } }));
    expect(body).toMatchObject({ status: 'expired', reasons: [{ branch: 'pricing', code: 'pricing_timed_out' }] });
    expect(body.branches).toMatchObject({ pricing: { status: 'timed_out' }, 'payment-check': { status: 'ok' } });
    endedAtItsDeadline(body);
  });

  it.each([1, 2, 3])('ends within the bound when the function of the deadlines dies %i times', async (deaths) => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const [watch, metronome, ownTime] = [new Watch(), await metronomeOf(stack), ownClock()];
    const deliveries = deliveriesOf(stack.cloud.apiUrl);
    let left: number = deaths;
    const fateOf = async ({ functionName, operation }: ServiceCall): Promise<Fate> => {
      if (left === 0 || !functionName.includes('DeadlinesFunction') || operation !== 'UpdateItem') return 'pass';
      left -= 1;
      await stack.cloud.killWorkers(functionName);
      return { kind: 'reset' };
    };
    meet = async (call) => {
      const fate = await fateOf(call);
      watch.saw(call, fate);
      return fate;
    };
    // Nobody looks at the ride meanwhile, who would end it.
    const rider = aRider(stack);
    const { rideId } = (await rider.asksAsync(aQuickRequest(pickup, { pricing: { fault: 'timeout' } }))).body;
    const settled = () => stack.logs.find(({ line }) => line.includes('ride settled') && line.includes(rideId));
    await eventually(() => expect(settled()?.functionName).toContain('DeadlinesFunction'));
    meet = () => 'pass';
    const delivered = await deliveries.all();
    deliveries.stop();
    await metronome.stop();
    ownTime.stop();
    const ofDeadline = delivered.filter(
      ({ functionName, body }) => functionName.includes('DeadlinesFunction') && body.includes(rideId),
    );
    expect(Math.max(...ofDeadline.map(({ attempt }) => attempt))).toBe(deaths + 1);
    const { Item } = await stack.dynamo.send(
      new GetCommand({ TableName: stack.cloud.outputs.RidesTableName, Key: { rideId } }),
    );
    const ride = recordOf(Item as RideItem);
    expect(ride).toMatchObject({ status: 'expired', settledBy: 'deadline' });
    const { ends, deadlineDueAt, deadlineLooks, deadlineHangs } = watch;
    const seen = {
      ends,
      deadlineDueAt,
      deadlineLooks,
      deadlineHangs,
      deliveries: delivered,
      lags: metronome.lags,
      ownTime: ownTime.moments,
    };
    expect(lateEnds({ ...seen, at: new Date().toISOString(), rides: [ride] })).toEqual([]);
  });
});
