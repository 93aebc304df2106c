import { isUnfinished } from '../drain.ts';
import type { Invariant } from './invariant.ts';

/** No message is left anywhere but in dead-letter queues. */
export const nothingLeft: Invariant = {
  name: 'nothing left over',
  examined: ({ queues }) => queues.length,
  violations: ({ queues }) =>
    queues.filter(isUnfinished).map(({ name, messages }) => `${name} has ${messages} messages left.`),
};
