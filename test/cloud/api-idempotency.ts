import { beforeAll, describe, expect, it } from 'vitest';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { aPlace } from '../support/places.ts';
import { recordsOf } from '../support/records.ts';
import { loggedAbout } from '../support/ride-events.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';

/** Each test has a rider and a place of its own, so that they can run side by side. */
describe.concurrent('an idempotency key', () => {
  let stack: RunningStack;
  const key = { 'Idempotency-Key': '8e03978e-40d5-43dd-bc93-6894a57f9324' };

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  /** A request for a ride that one of two drivers can be matched to. */
  const aRequest = async () => {
    const pickup = aPlace();
    await Promise.all([stack.driver(pickup), stack.driver(pickup)]);
    return aQuickRequest(pickup);
  };

  const ridesOf = async (riderId: string) =>
    (await recordsOf(stack, 'RidesTableName')).filter((ride) => ride.riderId === riderId);

  const driversHeldBy = async (rideId: string) =>
    (await recordsOf(stack, 'DriversTableName')).filter(({ heldBy }) => heldBy === rideId);

  it('makes the same request the same ride, one request after the other', async () => {
    const rider = aRider(stack);
    const request = await aRequest();
    const first = await rider.asks(request, key);
    const second = await rider.asks(request, key);
    const third = await rider.asks(request, { ...key, Prefer: 'respond-async' });
    expect(first).toMatchObject({ status: 200, body: { status: 'confirmed' } });
    for (const again of [second, third]) expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await ridesOf(rider.riderId)).toHaveLength(1);
    expect(await driversHeldBy(first.body.rideId)).toHaveLength(1);
  });

  it('makes ten requests at once one ride with one answer', async () => {
    const rider = aRider(stack);
    const request = await aRequest();
    const answers = await Promise.all(Array.from({ length: 10 }, () => rider.asks(request, key)));
    const [first] = answers;
    expect(first).toMatchObject({ status: 200, body: { status: 'confirmed' } });
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: first?.body });

    const rideId = first?.body.rideId ?? '';
    expect(await ridesOf(rider.riderId)).toHaveLength(1);
    expect(await driversHeldBy(rideId)).toHaveLength(1);
    const pricings = loggedAbout(stack, /Pricing/, rideId).filter(({ message }) => message === 'branch finished');
    expect(pricings).toHaveLength(1);
  });

  it('knows a request by what it says, in whatever order', async () => {
    const rider = aRider(stack);
    const { product: _standard, simulate, ...request } = await aRequest();
    const first = await rider.asks({ ...request, simulate }, key);
    const again = { product: 'standard', simulate: reversed(simulate), ...reversed(request) };
    expect(await rider.asks(again, key)).toMatchObject({ status: 200, body: { rideId: first.body.rideId } });
  });

  it('refuses another request', async () => {
    const rider = aRider(stack);
    const request = await aRequest();
    const first = await rider.asks(request, key);
    const other = await rider.asks({ ...request, paymentMethodId: 'pm_card_mastercard' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused', field: 'Idempotency-Key' } });
    expect((await rider.looksAt(first.body.rideId)).body).toEqual(first.body);
    expect(await ridesOf(rider.riderId)).toHaveLength(1);
  });

  it('is of one rider: the same key of another is another ride', async () => {
    const request = await aRequest();
    const [one, other] = await Promise.all([aRider(stack).asks(request, key), aRider(stack).asks(request, key)]);
    expect(other.body.rideId).not.toBe(one.body.rideId);
    expect([one.body.status, other.body.status]).toEqual(['confirmed', 'confirmed']);
  });

  it('answers with the ride whatever has become of it', async () => {
    const rider = aRider(stack);
    const request = { ...aQuickRequest(), paymentMethodId: 'pm_card_chargeDeclined' };
    const rejected = await rider.asks(request, key);
    expect((await rider.asks(request, key)).body).toMatchObject({ rideId: rejected.body.rideId, status: 'rejected' });

    const second = { 'Idempotency-Key': 'second' };
    const other = await aRequest();
    const { body } = await rider.asks(other, second);
    await rider.cancels(body.rideId);
    const replayed = await rider.asks(other, second);
    expect(replayed).toMatchObject({ status: 200, body: { rideId: body.rideId, status: 'cancelled' } });
  });

  it('is needed for that: without one each request is a ride', async () => {
    const rider = aRider(stack);
    const request = await aRequest();
    const [one, other] = await Promise.all([rider.asks(request), rider.asks(request)]);
    expect(other.body.rideId).not.toBe(one.body.rideId);
    expect(await ridesOf(rider.riderId)).toHaveLength(2);
  });
});

const reversed = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).toReversed()) as Fields;
