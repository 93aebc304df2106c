import { setTimeout as wait } from 'node:timers/promises';
import type { AboutCloud } from '../../local/index.ts';
import { CommandError } from '../errors.ts';
import { awsQueueService } from '../redrive/aws/queue-service.ts';
import { chooseQueue } from '../redrive/choose-queue.ts';
import { findDeadLetters } from '../redrive/find-dead-letters.ts';
import { redriveAll } from '../redrive/redrive-all.ts';
import type { DeadLetterMessages, RedriveResult } from './protocol.ts';
import { rawMessage } from './raw-message.ts';

const most = 10;
/** Should this process die while it looks, the messages are seen again after so long. */
const hiddenSeconds = 10;

/** Reads up to ten of a queue's dead letters and lays them back. Throws `CommandError`. */
export async function readDeadLetters(about: AboutCloud, queueName: string): Promise<DeadLetterMessages> {
  const service = serviceOf(about);
  const [found] = chooseQueue(await findDeadLetters(service), queueName);
  if (found === undefined) throw new CommandError(`There is no dead-letter queue ${queueName}.`);
  const { name, count } = found.queue;
  const received = count === 0 ? [] : await service.receive(found.queue, most, hiddenSeconds);
  await service.show(found.queue, received);
  return { queue: name, count, messages: received.map(({ id, sentAt, body }) => rawMessage(id, sentAt, body)) };
}

/** Moves a queue's dead letters back to where they belong. Throws `CommandError`. */
export async function redriveQueue(about: AboutCloud, queue: string): Promise<RedriveResult> {
  const silent = { listed: () => {}, progressed: () => {}, moved: () => {} };
  const redriven = await redriveAll({ service: serviceOf(about), wait }, { queue, dryRun: false }, silent);
  const sum = (of: 'moved' | 'stayed') => redriven.reduce((all, { result }) => all + (result?.[of] ?? 0), 0);
  return { moved: sum('moved'), stayed: sum('stayed') };
}

function serviceOf({ description }: AboutCloud) {
  if (description === undefined) throw new CommandError('The stack is still being created.');
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = 'us-east-1' } = description.environment;
  return awsQueueService({
    client: { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  });
}
