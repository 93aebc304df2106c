import type { FunctionFigures, QueueFigures } from '../../local/index.ts';
import type { LaneFigures, Snapshot } from './protocol.ts';

/** Joins each queue with the function that consumes it and with its dead-letter queues. */
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

/** When functions that consume no queue were last reloaded, by their names in the terminal and in log lines. */
export function reloadsOutsideLanes(
  queues: readonly Pick<QueueFigures, 'consumers'>[],
  functions: readonly Pick<FunctionFigures, 'logicalId' | 'name' | 'reloadedAt'>[],
  serviceOf: (name: string) => string | undefined,
): Snapshot['reloaded'] {
  const consumers = new Set(queues.flatMap(({ consumers }) => consumers));
  return functions.flatMap(({ logicalId, name, reloadedAt: at }) =>
    at === null || consumers.has(logicalId) ? [] : [{ name: serviceOf(name) ?? laneNameOf(logicalId), at }],
  );
}

/** `PaymentCheckFunction3C83132C` belongs to `payment-check`; the aggregator's name follows from its queue. */
export const laneNameOf = (logicalId: string): string =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/Function$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
