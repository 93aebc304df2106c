import type { FunctionFigures, QueueFigures } from '../../local/index.ts';
import type { LaneFigures } from './protocol.ts';

/** Puts each queue together with the function that it feeds and with the queues that take its dead letters. */
export function laneFigures(queues: readonly QueueFigures[], functions: readonly FunctionFigures[]): LaneFigures[] {
  return queues.flatMap(({ logicalId, visible, inFlight, delayed, consumers }) => {
    const consumer = functions.find((each) => each.logicalId === consumers[0]);
    if (consumer === undefined) return [];
    const deadLetterQueues = queues
      .filter(({ deadLettersOf }) => deadLettersOf.some((target) => target.logicalId === logicalId))
      .map(({ name, visible, inFlight }) => ({ name, count: visible + inFlight }));
    return {
      name: laneNameOf(consumer.logicalId),
      visible,
      inFlight,
      delayed,
      dead: deadLetterQueues.reduce((sum, { count }) => sum + count, 0),
      deadLetterQueues,
      delivered: consumer.messages,
      errors: consumer.errors,
      running: consumer.running,
      reloadedAt: consumer.reloadedAt,
    };
  });
}

/** `PaymentCheckFunction3C83132C` is that of `payment-check`; what the gather is called follows from its queue. */
export const laneNameOf = (logicalId: string): string =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/Function$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
