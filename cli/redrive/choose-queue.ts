import { QueueChoiceError } from '../errors.ts';
import type { DeadLetters } from './find-dead-letters.ts';

/**
 * The entries of the queue with this name, or with this text in its name, ignoring case. Throws `QueueChoiceError` unless
 * exactly one queue matches.
 */
export function chooseQueue(all: readonly DeadLetters[], wanted: string): DeadLetters[] {
  const names = [...new Set(all.map(({ queue }) => queue.name))];
  const part = wanted.toLowerCase();
  const matches = names.includes(wanted) ? [wanted] : names.filter((name) => name.toLowerCase().includes(part));
  if (matches.length !== 1) throw new QueueChoiceError(wanted, matches, names);
  return all.filter(({ queue }) => queue.name === matches[0]);
}
