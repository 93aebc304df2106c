import { setTimeout as wait } from 'node:timers/promises';
import type { AboutCloud } from '../../local/index.ts';
import { CommandError } from '../errors.ts';
import { awsQueueService } from '../redrive/aws/queue-service.ts';
import { chooseQueue } from '../redrive/choose-queue.ts';
import { deliveryFailureOf } from '../redrive/delivery-failure.ts';
import { findDeadLetters } from '../redrive/find-dead-letters.ts';
import type { Message } from '../redrive/queue-service.ts';
import { redriveAll } from '../redrive/redrive-all.ts';
import { laneNameOf } from './lane-figures.ts';
import type { DeadLetter, DeadLetterMessages, RedriveResult } from './protocol.ts';
import { rawMessage } from './raw-message.ts';
import { readRide } from './ride-holds.ts';
import { logsOf } from './ride-trace.ts';
import { whyDead } from './why-dead.ts';

const most = 10;
/** If this process dies while it reads them, the messages become visible again after this time. */
const hiddenSeconds = 10;

/** Reads up to ten of a queue's dead letters and makes them visible again. Throws `CommandError`. */
export async function readDeadLetters(about: AboutCloud, queueName: string): Promise<DeadLetterMessages> {
  const service = serviceOf(about);
  const [found] = chooseQueue(await findDeadLetters(service), queueName);
  if (found === undefined) throw new CommandError(`There is no dead-letter queue ${queueName}.`);
  const { name, count } = found.queue;
  const lane = laneNameOf(about.queues.get(found.target.arn)?.consumers[0] ?? found.target.name);
  const received = count === 0 ? [] : await service.receive(found.queue, most, hiddenSeconds);
  await service.show(found.queue, received);
  const messages = await Promise.all(received.map((message) => deadLetter(about, lane, message)));
  return { queue: name, lane, target: found.target.name, count, messages };
}

async function deadLetter(about: AboutCloud, lane: string, message: Message): Promise<DeadLetter> {
  const raw = rawMessage(message.id, message.sentAt, message.body);
  const { messageId, rideId } = raw;
  const cause = deliveryFailureOf(message) ?? (await whyDead(logsOf(about), { messageId, lane, rideId }));
  const record = rideId === null ? undefined : await readRide(about, rideId);
  return { ...raw, cause: cause ?? null, rideState: record?.status ?? null, deadlineAt: record?.deadlineAt ?? null };
}

/** Moves a queue's dead letters back to their source. Throws `CommandError`. */
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
