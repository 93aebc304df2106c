import type { DeadLetter, LaneFigures } from '../../cli/console/protocol.ts';
import { counted, grouped } from './units.ts';

/** How many dead letters there are, in a sentence. A queue that several lanes share is one queue. */
export function tellDeadLetters(lanes: readonly LaneFigures[]): string {
  const queues = new Map(
    lanes.flatMap(({ deadLetterQueues }) => deadLetterQueues.map(({ name, count }) => [name, count])),
  );
  const counts = [...queues.values()];
  const filled = counts.filter((count) => count > 0);
  if (counts.length === 0) return '';
  if (filled.length === 0) {
    return counts.length === 1
      ? 'The dead-letter queue is empty.'
      : `All ${grouped(counts.length)} dead-letter queues are empty.`;
  }
  const letters = filled.reduce((sum, count) => sum + count, 0);
  return `${counted(letters, 'dead letter')} in ${grouped(filled.length)} of ${counted(counts.length, 'dead-letter queue')}.`;
}

/** Why a message became a dead letter. */
export const tellCause = ({ cause }: Pick<DeadLetter, 'cause'>): string =>
  cause === null ? 'The retained logs do not say why it failed.' : `It failed with ${cause}`;

/** What a redrive would do with a dead letter, judged by its kind and its ride. `now` is in epoch milliseconds. */
export function tellRedrive(letter: DeadLetter, lane: string, target: string, now: number): string {
  return `A redrive puts it back into ${target}: ${whatFollows(letter, lane, now)}`;
}

function whatFollows({ kind, rideState, deadlineAt }: DeadLetter, lane: string, now: number): string {
  if (kind.startsWith('unreadable')) return `${lane} cannot read it and gives it up again.`;
  if (rideState === null) return `${lane} gets it again. There is no record of its ride any more.`;
  if (kind === 'ride-requested') return askedAgain(lane, rideState, deadlineAt, now);
  if (kind.startsWith('ride.'))
    return `${lane} handles ${kind} again${eventWords[lane] ?? ''}. The ride is ${rideState}.`;
  if (rideState === 'requested') return `${lane} looks at the ride, which is still to be decided.`;
  return `${lane} finds the ride ${rideState} and announces that again if this message was what decided it.`;
}

const eventWords: Readonly<Record<string, string>> = {
  'release-driver': ', and frees the driver if the ride still holds them',
  receipt: ', and mails the receipt unless that was done',
  webhook: ', and sends the webhook',
};

function askedAgain(lane: string, rideState: string, deadlineAt: string | null, now: number): string {
  if (deadlineAt !== null && now >= Date.parse(deadlineAt)) {
    return `${lane} skips it, because the deadline has passed. The ride stays ${rideState}.`;
  }
  if (rideState === 'requested') return `${lane} is asked again, and its answer counts until the deadline.`;
  return `${lane} is asked again, but its answer comes late: the ride stays ${rideState}.`;
}
