import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import { run } from '../../../cli/command.ts';
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

    const { name = '' } = await deadLetterOf(scene, ride.rideId);
    await until(ride.deadlineAt);
    const redriven = await redriveOf(scene.deployment);
    expect(redriven).toMatchObject({ code: 0, count: 1, result: { moved: 1, stayed: 0 } });

    // The ride's deadline is over, so pricing is done with the message, and the ride is as it was.
    const queue = redriven.target ?? '';
    await scene.eventually(async () => expect(await messagesIn(scene, name, queue)).toBe(0));
    const { status, reasons, settledAt, branches } = ride;
    expect((await rider.looksAt(ride.rideId)).body).toMatchObject({ status, reasons, settledAt, branches });
  },
} satisfies Record<string, Scenario>;

/** Runs the redrive command on the dead letters of pricing; gives what it reports of them. */
async function redriveOf({ redriveOptions }: Deployment, ...options: string[]) {
  const printed: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  const args = [...redriveOptions, '--json', '--queue', 'PricingDeadLetters', ...options];
  const code = await run(redrive, args).finally(() => print.mockRestore());
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

/** Waits until that moment, by the clock of this machine. */
const until = (moment: string) => wait(Math.max(0, Date.parse(moment) - Date.now()));

/** How many messages there are in these queues, to be had or in somebody's hands. */
async function messagesIn({ deployment }: Scene, ...queueNames: readonly string[]): Promise<number> {
  const sqs = new SQSClient(deployment.clientConfig('sqs'));
  const counts = await Promise.all(
    queueNames.map(async (QueueName) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counted] }),
      );
      return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    }),
  );
  sqs.destroy();
  return counts.reduce((sum, count) => sum + count, 0);
}

const counted = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
