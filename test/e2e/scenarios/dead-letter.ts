import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import type { reportOf } from '../../../cli/redrive/report.ts';
import { redrive } from '../../../cli/redrive.ts';
import type { Scene } from '../support/scene.ts';
import type { Deployment } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

export const deadLetter = {
  'keeps what a branch has given up among the dead letters, and redrives it to that branch': async (scene) => {
    const listed = await redriveOf(scene.deployment, '--dry-run');
    expect(listed.count, `the stack has dead letters of others in ${listed.name}: redrive or delete them first`).toBe(
      0,
    );

    await scene.driver();
    const rider = await scene.rider();
    const { body } = await rider.asks(scene.request({ pricing: { fault: 'exception', delayMs: 0 } }));
    const ride = await rider.hearsOf(body.rideId);
    expect(ride).toMatchObject({ status: 'rejected', reasons: [{ code: 'pricing_unavailable', retryable: true }] });

    const dead = await deadLetterOf(scene, ride.rideId);
    const redriven = await redriveOf(scene.deployment);
    expect(redriven).toMatchObject({ code: 0, count: 1, result: { moved: 1, stayed: 0 } });

    // Its cause is not mended. That pricing has tried it again shows in that it is dead again, as another message.
    const deadAgain = await deadLetterOf(scene, ride.rideId);
    expect(deadAgain.oldest?.messageId).not.toBe(dead.oldest?.messageId);
    const { status, reasons, completedAt } = ride;
    expect((await rider.looksAt(ride.rideId)).body).toMatchObject({ status, reasons, completedAt });
    await discard(scene, deadAgain.name ?? '');
  },
} satisfies Record<string, Scenario>;

/** Runs the redrive command on the dead letters of pricing; gives what it reports of them. */
async function redriveOf({ redriveOptions }: Deployment, ...options: string[]) {
  const printed: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  const args = [...redriveOptions, '--json', '--queue', 'PricingDeadLetters', ...options];
  const code = await redrive.run(args).finally(() => print.mockRestore());
  const report = JSON.parse(printed.join('\n')) as ReturnType<typeof reportOf>;
  return { code, ...report.deadLetterQueues[0] };
}

/** Waits until the one dead letter is this ride's. */
const deadLetterOf = (scene: Scene, rideId: string) =>
  scene.eventually(async () => {
    const listed = await redriveOf(scene.deployment, '--dry-run');
    expect(listed).toMatchObject({ code: 0, givenUpBy: 'queue', count: 1, result: null });
    expect(listed.target).toMatch(/PricingQueue/);
    expect(listed.oldest?.content).toEqual({ kind: 'ride-requested', rideId });
    return listed;
  });

/** Leaves the queue as it was found. */
async function discard({ deployment, eventually }: Scene, QueueName: string): Promise<void> {
  const sqs = new SQSClient(deployment.clientConfig('sqs'));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await eventually(async () => {
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    if (message === undefined) throw new Error(`${QueueName} shows no message.`);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  });
  sqs.destroy();
}
