import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Intercept } from '../../local/index.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { startStack } from '../support/running-stack.ts';
import { ridesIn } from './trace.ts';

const lanes = ['DriverMatching', 'Eta', 'Pricing', 'PaymentCheck'] as const;

const rides = 10;

/** Time for a branch to be found at work on all of them. */
const workMs = 1_500;

/**
 * Ten rides whose requests come to each branch as one batch, and each branch dies once while it works on them. Resolves to
 * what became of them.
 */
export async function tenRidesWithDyingBranches(assemblyDirectory: string): Promise<readonly string[]> {
  const published: string[] = [];
  // The branches are to hear of all rides at once: none is told when its ride is accepted.
  const intercept: Intercept = ({ functionName, operation, body }) => {
    if (!/ApiFunction/.test(functionName) || !operation.startsWith('Publish')) return 'pass';
    // Alone or in a batch, as riders happen to come together.
    for (const [name, value] of new URLSearchParams(body)) if (/(^|\.)Message$/.test(name)) published.push(value);
    return { kind: 'reset' };
  };
  const stack = await startStack(assemblyDirectory, { intercept });
  try {
    const pickup = aPlace();
    const slow = Object.fromEntries(
      ['driver-matching', 'eta', 'pricing', 'payment-check'].map((name) => [name, { delayMs: workMs }]),
    );
    const riders = Array.from({ length: rides }, () => aRider(stack));
    await Promise.all(riders.map(() => aDriver(stack, pickup)));
    const accepted = await Promise.all(riders.map((rider) => rider.asksAsync(aQuickRequest(pickup, slow))));
    const messages = [...new Map(published.map((message) => [[...ridesIn(message)][0], message])).values()];
    await Promise.all(
      lanes.map(async (lane) => {
        const queueId = Object.keys(stack.cloud.physicalIds).find((id) =>
          new RegExp(`^${lane}Queue[0-9A-F]{8}$`).test(id),
        );
        const QueueUrl = stack.cloud.physicalIds[queueId ?? ''];
        const Entries = messages.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
        await stack.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        const functionName = Object.keys(stack.cloud.physicalIds).find((id) =>
          new RegExp(`^${lane}Function[0-9A-F]{8}$`).test(id),
        );
        const started = () =>
          stack.logs.filter(
            (entry) => entry.functionName.includes(`${lane}Function`) && /branch started/.test(entry.line),
          );
        await eventually(() => {
          if (started().length < rides)
            throw new Error(`${lane} has begun with ${started().length} of ${rides} rides.`);
        });
        await stack.cloud.killWorkers(functionName);
      }),
    );
    return await Promise.all(
      accepted.map(async ({ body }, index) =>
        eventually(async () => {
          const { status = 'requested' } = (await riders[index]?.looksAt(body.rideId))?.body ?? {};
          if (status === 'requested') throw new Error(`${body.rideId} has not ended.`);
          return status;
        }),
      ),
    );
  } finally {
    await stack.stop();
  }
}
