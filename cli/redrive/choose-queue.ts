import { QueueChoiceError } from '../errors.ts';
import type { DeadLetters } from './find-dead-letters.ts';

/**
 * Those of the queue with this name, or with this in its name, whatever the case. Throws `QueueChoiceError` unless that
 * is exactly one.
 */
export function chooseQueue(all: readonly DeadLetters[], wanted: string): DeadLetters[] {
  const names = [...new Set(all.map(({ queue }) => queue.name))];
  const part = wanted.toLowerCase();
  const matches = names.includes(wanted) ? [wanted] : names.filter((name) => name.toLowerCase().includes(part));
  if (matches.length !== 1) throw new QueueChoiceError(wanted, matches, names);
  return all.filter(({ queue }) => queue.name === matches[0]);
}
