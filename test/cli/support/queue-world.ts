import { randomUUID } from 'node:crypto';
import { MoveTasksUnsupportedError } from '../../../cli/errors.ts';
import type { DeadLetters } from '../../../cli/redrive/find-dead-letters.ts';
import type { Message, MoveTask, Queue, QueueService, Subscription } from '../../../cli/redrive/queue-service.ts';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** A message that nobody has received yet. */
export function aMessage(more: Partial<Message> = {}): Message {
  return { id: randomUUID(), receipt: '', body: 'a body', attributes: {}, sentAt: 0, ...more };
}

/** Queues in memory. A received message stays out of sight until it is shown again. */
export function aQueueWorld() {
  const queues = new Map<
    string,
    { deadLetterArn: string | undefined; lettersOf: readonly string[]; inSight: Message[]; inHand: Message[] }
  >();
  const subscriptions: Subscription[] = [];
  const calls: string[] = [];
  const contentOf = (name: string) => {
    const queue = queues.get(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  };

  const snapshot = (name: string): Queue => {
    const { deadLetterArn, lettersOf, inSight, inHand } = contentOf(name);
    const count = inSight.length + inHand.length;
    return { name, url: `http://sqs/${name}`, arn: arnOf(name), deadLetterArn, lettersOf, count };
  };

  const service: QueueService = {
    queues: async () => [...queues.keys()].map(snapshot),
    subscriptions: async (arns) => subscriptions.filter(({ queueArn }) => arns.has(queueArn)),
    receive: async ({ name }, limit) => {
      calls.push(`receive from ${name}`);
      const queue = contentOf(name);
      const received = queue.inSight.splice(0, limit).map((message) => ({ ...message, receipt: randomUUID() }));
      queue.inHand.push(...received);
      return received;
    },
    show: async ({ name }, messages) => {
      const queue = contentOf(name);
      for (const { receipt } of messages) {
        queue.inSight.push(...queue.inHand.filter((message) => message.receipt === receipt));
        queue.inHand = queue.inHand.filter((message) => message.receipt !== receipt);
      }
    },
    send: async ({ name }, { body, attributes, group }) => {
      calls.push(`send to ${name}`);
      const message = aMessage({ body, attributes, group });
      contentOf(name).inSight.push(message);
      return message.id;
    },
    delete: async ({ name }, { receipt }) => {
      calls.push(`delete from ${name}`);
      const queue = contentOf(name);
      queue.inHand = queue.inHand.filter((message) => message.receipt !== receipt);
    },
    latestMoveTask: async () => unsupported('ListMessageMoveTasks'),
    startMoveTask: async () => unsupported('StartMessageMoveTask'),
    cancelMoveTask: async () => unsupported('CancelMessageMoveTask'),
  };

  return {
    service,
    /** What was done to messages, in order. */
    calls,
    /** Makes a queue, with a dead-letter queue of its own when one is named. */
    queue: (name: string, messages: readonly Message[] = [], deadLetterQueue?: string) => {
      const deadLetterArn = deadLetterQueue && arnOf(deadLetterQueue);
      queues.set(name, { deadLetterArn, lettersOf: [], inSight: [...messages], inHand: [] });
    },
    /** Has a dead-letter queue say whose letters it may take. */
    takesLettersOf: (name: string, ...sources: readonly string[]) => {
      contentOf(name).lettersOf = sources.map(arnOf);
    },
    subscription: (queueName: string, deadLetterQueue: string) => {
      subscriptions.push({ queueArn: arnOf(queueName), deadLetterArn: arnOf(deadLetterQueue) });
    },
    deadLetters: (from: string, givenUpBy: DeadLetters['givenUpBy'], to: string): DeadLetters => ({
      queue: snapshot(from),
      givenUpBy,
      target: snapshot(to),
    }),
    inSight: (name: string): Message[] => contentOf(name).inSight,
    inHand: (name: string): Message[] => contentOf(name).inHand,
    /** A queue's function fails at once on all that is there: it goes to the dead-letter queue, with its ids. */
    fails: (name: string, deadLetterQueue: string) => {
      contentOf(deadLetterQueue).inSight.push(...contentOf(name).inSight.splice(0));
    },
  };
}

export type QueueWorld = ReturnType<typeof aQueueWorld>;

const unsupported = (action: string): never => {
  throw new MoveTasksUnsupportedError(action, new Error('Unknown action'));
};

export const aMoveTask = (more: Partial<MoveTask> = {}): MoveTask => ({
  handle: 'handle',
  status: 'RUNNING',
  startedAt: 1,
  moved: 0,
  toMove: 2,
  ...more,
});

/** A service that has move tasks: each look at the latest one shows the next of those given, the last one for ever. */
export function serviceWithTasks(world: QueueWorld, tasks: readonly (MoveTask | undefined)[]) {
  const left = [...tasks];
  const calls: string[] = [];
  const service: QueueService = {
    ...world.service,
    latestMoveTask: async () => (left.length > 1 ? left.shift() : left[0]),
    startMoveTask: async (from, to) => void calls.push(`start from ${from.name} to ${to.name}`),
    cancelMoveTask: async (handle) => void calls.push(`cancel ${handle}`),
  };
  return { service, calls };
}
