import '../../support/quiet-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { branchHandler } from '../../../adapters/lambda/branch-handler.ts';
import type { QueueHandler } from '../../../adapters/lambda/queue-handler.ts';
import type { Branch } from '../../../core/answer-ride.ts';
import { ok, rejected } from '../../../core/branch-rule.ts';
import { branches } from '../../../core/branches.ts';
import { type BranchResult, branchResultSchema } from '../../../core/messages.ts';
import { variables } from '../../../core/names.ts';
import { aPayment, aRideRequest, aRideRequestedNow } from '../../support/rides.ts';
import { aRecord, deliver } from '../../support/sqs-events.ts';
import { startTestMessaging, type TestMessaging } from '../../support/test-messaging.ts';

let messaging: TestMessaging;
beforeAll(async () => {
  messaging = await startTestMessaging();
  Object.assign(process.env, messaging.environment, {
    [variables.queue]: (await messaging.queue()).url,
    [variables.maxAttempts]: '3',
    [variables.simulation]: 'off',
  });
});
afterAll(() => messaging.stop());

interface Running {
  readonly handler: QueueHandler;
  /** What the branch has said to the gather since it was last asked. */
  said(): Promise<BranchResult[]>;
}

/** A branch that works by a rule of the test's own. */
async function running(rule: Branch['rule']): Promise<Running> {
  const queue = await messaging.queue();
  process.env[variables.branchResultsQueue] = queue.url;
  const handler = branchHandler({ definition: branches['payment-check'], rule });
  return { handler, said: async () => (await queue.take()).map((message) => branchResultSchema.parse(message)) };
}

const declining = 'pm_card_chargeDeclined';
const failing = 'pm_fail';

/** Says ok, refuses or fails as the ride's payment method has it. */
const byPaymentMethod: Branch['rule'] = async ({ request: { paymentMethodId } }) => {
  if (paymentMethodId === failing) throw new Error('no answer');
  return paymentMethodId === declining ? rejected('card_declined', 'Declined.') : ok(aPayment({ paymentMethodId }));
};

const aRide = (paymentMethodId = 'pm_card_visa') => aRideRequestedNow({ paymentMethodId });

describe("a branch's handler", () => {
  it('sends what the branch says to the gather', async () => {
    const { handler, said } = await running(byPaymentMethod);
    const ride = aRide();
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    expect(await said()).toMatchObject([
      { rideId: ride.rideId, traceparent: ride.traceparent, branch: 'payment-check', status: 'ok', result: aPayment() },
    ]);
  });

  it('takes a refusal as an answer, not as a failure', async () => {
    const { handler, said } = await running(byPaymentMethod);
    expect(await deliver(handler, aRecord(aRide(declining)))).toEqual([]);
    expect(await said()).toMatchObject([{ status: 'rejected', reason: { code: 'card_declined' } }]);
  });

  it('tells when the message was queued, received and answered, and in which attempt', async () => {
    const { handler, said } = await running(byPaymentMethod);
    const queuedAt = Date.now() - 5_000;
    const attributes = {
      SentTimestamp: String(queuedAt),
      ApproximateFirstReceiveTimestamp: String(queuedAt + 1_000),
      ApproximateReceiveCount: '2',
    };
    await deliver(handler, aRecord(aRide(), attributes));
    const [result] = await said();
    expect(result).toMatchObject({
      queuedAt: new Date(queuedAt).toISOString(),
      startedAt: new Date(queuedAt + 1_000).toISOString(),
      attempt: 2,
    });
    expect(Date.parse(result?.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(result?.receivedAt ?? ''));
  });

  it('reports a record that fails, and says nothing of it to the gather while it may still succeed', async () => {
    const { handler, said } = await running(byPaymentMethod);
    const record = aRecord(aRide(failing), { ApproximateReceiveCount: '2' });
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await said()).toEqual([]);
  });

  it('tells the gather of a failure on the last attempt, and still fails the record', async () => {
    const { handler, said } = await running(byPaymentMethod);
    const ride = aRide(failing);
    const record = aRecord(ride, { ApproximateReceiveCount: '3' });
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await said()).toMatchObject([
      { rideId: ride.rideId, status: 'failed', reason: { code: 'attempts_exhausted' }, attempt: 3 },
    ]);
  });

  it('fails no neighbour of a record that fails', async () => {
    const { handler, said } = await running(byPaymentMethod);
    const records = [aRide(), aRide(failing), aRide(), aRide(declining)].map((ride) => aRecord(ride));
    expect(await deliver(handler, ...records)).toEqual([records[1]?.messageId]);
    expect((await said()).map(({ status }) => status).sort()).toEqual(['ok', 'ok', 'rejected']);
  });

  it.each([
    ['no JSON', 'hello'],
    ['another version', { ...aRideRequestedNow(), v: 2 }],
    ['no request', { ...aRideRequestedNow(), request: undefined }],
    ['a place off the earth', { ...aRideRequestedNow(), request: aRideRequest({ pickup: { lat: 91, lng: 0 } }) }],
    ['nothing at all', 'null'],
  ])('reports a message that is %s, and answers its neighbours', async (_, body) => {
    const { handler, said } = await running(byPaymentMethod);
    const unreadable = aRecord(body, { ApproximateReceiveCount: '3' });
    expect(await deliver(handler, unreadable, aRecord(aRide()))).toEqual([unreadable.messageId]);
    expect(await said()).toMatchObject([{ status: 'ok' }]);
  });

  it('reports every record when all fail, rather than throwing', async () => {
    const { handler } = await running(byPaymentMethod);
    const records = [aRecord('hello'), aRecord(aRide(failing))];
    expect(await deliver(handler, ...records)).toEqual(records.map(({ messageId }) => messageId));
  });

  it('reports a record whose answer does not fit the branch', async () => {
    const { handler, said } = await running(async () => ok({ status: 'perhaps' }));
    const record = aRecord(aRide());
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await said()).toEqual([]);
  });

  it('works on the records of a batch at the same time', async () => {
    const count = 10;
    let started = 0;
    const allStarted = Promise.withResolvers<void>();
    const { handler, said } = await running(async () => {
      started += 1;
      if (started === count) allStarted.resolve();
      await allStarted.promise;
      return ok(aPayment());
    });
    const records = Array.from({ length: count }, () => aRecord(aRide()));
    expect(await deliver(handler, ...records)).toEqual([]);
    expect(await said()).toHaveLength(count);
  });

  it('reports the records whose answers could not be sent', async () => {
    const { handler } = await running(byPaymentMethod);
    process.env[variables.branchResultsQueue] = new URL(
      '/000000000000/no-such-queue',
      messaging.environment.AWS_ENDPOINT_URL_SQS,
    ).href;
    const lost = branchHandler({ definition: branches['payment-check'], rule: byPaymentMethod });
    const record = aRecord(aRide());
    expect(await deliver(lost, record)).toEqual([record.messageId]);
    expect(await deliver(handler, aRecord(aRide()))).toEqual([]);
  });

  it('names the environment variables that are missing, at cold start', () => {
    const { [variables.maxAttempts]: maxAttempts } = process.env;
    delete process.env[variables.maxAttempts];
    expect(() => branchHandler({ definition: branches['payment-check'], rule: byPaymentMethod })).toThrow(
      variables.maxAttempts,
    );
    process.env[variables.maxAttempts] = maxAttempts;
  });
});
