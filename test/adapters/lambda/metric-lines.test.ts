import '../../support/traced-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { branchHandler } from '../../../adapters/lambda/branch-handler.ts';
import { subscriberHandler } from '../../../adapters/lambda/subscriber-handler.ts';
import type { Branch } from '../../../core/answer-ride.ts';
import { ok, rejected } from '../../../core/branch-rule.ts';
import { branches } from '../../../core/branches.ts';
import { variables } from '../../../core/names.ts';
import { linesOf } from '../../support/captured-lines.ts';
import { aRideEvent } from '../../support/ride-events.ts';
import { anId, aPayment, aRideRequestedNow } from '../../support/rides.ts';
import { aRecord, deliver } from '../../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo } from '../../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../../support/test-messaging.ts';
import { invocation } from '../../support/traced-telemetry.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  const { url } = await messaging.queue();
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: url,
    [variables.branchResultsQueue]: url,
    [variables.maxAttempts]: '1',
    [variables.simulation]: 'off',
  });
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

const invoked = (...batch: Parameters<typeof deliver>) => invocation(anId('request'), '1', () => deliver(...batch));

const metricLinesOf = async (work: () => Promise<unknown>) => (await linesOf(work)).filter((line) => '_aws' in line);

describe('the metrics of an invocation', () => {
  const rule: Branch['rule'] = async ({ request: { paymentMethodId } }) => {
    if (paymentMethodId === 'pm_fail') throw new Error('no answer');
    return paymentMethodId === 'pm_no' ? rejected('card_declined', 'Declined.') : ok(aPayment());
  };
  const records = (...methods: readonly string[]) =>
    methods.map((paymentMethodId) => aRecord(aRideRequestedNow({ paymentMethodId })));

  it('are one line, whatever the number of rides', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule });
    const lines = await metricLinesOf(() => invoked(handler, ...records('pm_yes', 'pm_yes', 'pm_no', 'pm_fail')));
    expect(lines).toEqual([
      expect.objectContaining({
        service: 'test',
        BranchOk: [1, 1],
        BranchRejected: 1,
        BranchFailed: 1,
        BranchDuration: Array(4).fill(expect.any(Number)),
        BranchQueued: Array(4).fill(expect.any(Number)),
      }),
    ]);
    const [{ _aws: aws } = {}] = lines as { _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] } }[];
    expect(aws?.CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([[['service']]]);
  });

  it('are not mixed with those of an invocation at the same time', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule });
    const batches = [records('pm_yes', 'pm_yes'), records('pm_no')];
    const lines = await metricLinesOf(() => Promise.all(batches.map((batch) => invoked(handler, ...batch))));
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual(expect.objectContaining({ BranchOk: [1, 1] }));
    expect(lines).toContainEqual(expect.objectContaining({ BranchRejected: 1 }));
  });

  it('are no line, and no warning, where there are none', async () => {
    const handler = subscriberHandler(async () => undefined);
    expect(await linesOf(() => invoked(handler, aRecord(aRideEvent('ride-1'))))).toEqual([]);
  });
});
