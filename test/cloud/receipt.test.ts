import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentMail } from '../../local/index.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace, aRequest } from '../support/places.ts';
import { aRideEvent, loggedAbout, publish } from '../support/ride-events.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';

/** Each test has a rider and a ride of its own, so that they can wait side by side. */
describe.concurrent('a receipt', () => {
  let stack: RunningStack;
  /** What the receipts of these riders suffer: no write of theirs succeeds. */
  const suffering = new Set<string>();

  beforeAll(async () => {
    stack = await startStack(undefined, {
      intercept: ({ functionName, operation, body }) => {
        const suffers = [...suffering].some((rideId) => body.includes(rideId));
        const fails = functionName.includes('Receipt') && operation === 'UpdateItem' && suffers;
        return fails ? { kind: 'error', statusCode: 500, code: 'InternalServerError' } : 'pass';
      },
    });
    await aRider(stack).asks(aQuickRequest());
  });
  afterAll(() => stack.stop());

  const aScene = async () => {
    const pickup = aPlace();
    const driver = await aDriver(stack, pickup);
    return { driver, rider: aRider(stack), request: { ...aQuickRequest(pickup), receiptEmail: 'rider@example.com' } };
  };

  const mailsAbout = (rideId: string): SentMail[] => stack.cloud.outbox().filter(({ tags }) => tags.about === rideId);

  const aReceipt = (rideId: string) =>
    eventually(() => {
      const [mail] = mailsAbout(rideId);
      if (mail === undefined) throw new Error('There is no mail yet.');
      return mail;
    });

  const logged = (rideId: string, outcome: string) =>
    eventually(() => {
      const found = loggedAbout(stack, /Receipt/, rideId).filter((line) => line.outcome === outcome);
      if (found.length === 0) throw new Error(`No receipt of ${rideId} is ${outcome}.`);
    });

  it('of a confirmed ride lies in the outbox, with its fare, trip, driver and ride', async () => {
    const { rider, driver, request } = await aScene();
    const { body: ride } = await rider.asks(request);
    expect(ride.status).toBe('confirmed');
    const fare = `$${((ride.outcome?.fare.amountMinor ?? 0) / 100).toFixed(2)}`;
    const mail = await aReceipt(ride.rideId);
    expect(mail).toMatchObject({
      from: 'receipts@example.com',
      to: ['rider@example.com'],
      subject: `Your ride: ${fare}`,
      headers: { 'X-Entity-Ref-ID': ride.rideId },
    });
    for (const part of [`Fare: ${fare}`, 'Trip: 6.5 km', driver.driverId, ride.rideId])
      expect(mail.text).toContain(part);
  });

  it('can be read at the local mail service', async () => {
    const { rider, request } = await aScene();
    const { body: ride } = await rider.asks(request);
    await aReceipt(ride.rideId);
    const outbox = await fetch(new URL('/_outbox', stack.cloud.environment.AWS_ENDPOINT_URL_SESV2));
    expect(await outbox.json()).toContainEqual(expect.objectContaining({ tags: { about: ride.rideId } }));
  });

  it('is sent once when the event is delivered again', async () => {
    const { rider, request } = await aScene();
    const { body: ride } = await rider.asks(request);
    await logged(ride.rideId, 'sent');
    await publish(stack, aRideEvent(ride.rideId));
    await logged(ride.rideId, 'sent_before');
    expect(mailsAbout(ride.rideId)).toHaveLength(1);
  });

  it('is sent once when the event is there many times at once', async () => {
    const { rider, request } = await aScene();
    const { body: ride } = await rider.asks(request);
    expect(ride.status).toBe('confirmed');
    await Promise.all(Array.from({ length: 10 }, () => publish(stack, aRideEvent(ride.rideId))));
    await logged(ride.rideId, 'sent_before');
    expect(mailsAbout(ride.rideId)).toHaveLength(1);
  });

  it('that fails leaves the ride confirmed, and is sent when it can be', async () => {
    const { rider, request } = await aScene();
    const { body: ride } = await rider.asksAsync(request);
    suffering.add(ride.rideId);
    await eventually(() => expect(loggedAbout(stack, /Receipt/, 'record failed')).not.toEqual([]));
    expect((await rider.looksAt(ride.rideId)).body).toMatchObject({ status: 'confirmed' });
    expect(mailsAbout(ride.rideId)).toEqual([]);
    suffering.delete(ride.rideId);
    await aReceipt(ride.rideId);
  });

  it('is not sent to a rider who did not ask for one, nor for a ride that was rejected', async () => {
    const { rider, request } = await aScene();
    const { receiptEmail, ...silent } = request;
    const { body: confirmed } = await rider.asks(silent);
    const { body: rejected } = await aRider(stack).asks({ ...aQuickRequest(), receiptEmail });
    const { rider: next, request: another } = await aScene();
    const { body: later } = await next.asks(another);
    await aReceipt(later.rideId);
    expect([confirmed.status, rejected.status]).toEqual(['confirmed', 'rejected']);
    expect([...mailsAbout(confirmed.rideId), ...mailsAbout(rejected.rideId)]).toEqual([]);
  });

  it.each([
    'rider',
    'rider@',
    '@example.com',
    'a b@example.com',
    'a@b.c\r\nBcc: x@example.com',
    `${'x'.repeat(65)}@example.com`,
  ])('is not sent to %j', async (receiptEmail) => {
    const answer = await aRider(stack).asks({ ...aRequest(), receiptEmail });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_format', field: 'receiptEmail' } });
  });
});
