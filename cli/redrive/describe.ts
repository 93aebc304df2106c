import { grouped } from '../figures.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import type { Listing, SeenMessage } from './look-at.ts';
import type { Moved } from './move-back.ts';

/** The dead letters in words, for a terminal. `now` is in epoch milliseconds. */
export function describeListings(listings: readonly Listing[], now: number): string {
  const filled = listings.filter(({ queue }) => queue.count > 0);
  if (listings.length === 0) return 'There is no dead-letter queue.';
  if (filled.length === 0) {
    return listings.length === 1
      ? 'The dead-letter queue is empty.'
      : `All ${listings.length} dead-letter queues are empty.`;
  }
  const emptyCount = listings.length - filled.length;
  const rest = emptyCount > 0 ? [`${counted(emptyCount, 'other dead-letter queue')}: empty.`] : [];
  return [...filled.map((listing) => describeListing(listing, now)), ...rest].join('\n\n');
}

/** The result for one queue's dead letters. */
export function describeMoved({ queue, target }: DeadLetters, { how, moved, cameBack, stayed }: Moved): string {
  const notes = [
    ...(cameBack > 0 ? [`${grouped(cameBack)} of them failed again and came back`] : []),
    ...(stayed > 0 ? [`${grouped(stayed)} not moved: in flight at another reader, or already gone`] : []),
  ];
  const by = how === 'move-task' ? 'by a move task of SQS' : 'one by one';
  return [`${queue.name}: moved ${grouped(moved)} back to ${target.name}, ${by}`, ...notes].join('; ');
}

const whose: Readonly<Record<DeadLetters['givenUpBy'], string>> = {
  queue: 'given up by',
  subscription: 'not delivered by a topic to',
  function: 'moved here by the function of',
};

function describeListing(listing: Listing, now: number): string {
  const { queue, givenUpBy, target, lookedAt, oldest } = listing;
  const lines = [
    `${counted(queue.count, 'message')}, ${whose[givenUpBy]} ${target.name}`,
    ...(oldest ? describeOldest(oldest, lookedAt < queue.count ? lookedAt : undefined, now) : ['none visible now']),
  ];
  return [queue.name, ...lines.map((line) => `  ${line}`)].join('\n');
}

function describeOldest(message: SeenMessage, ofHowMany: number | undefined, now: number): string[] {
  const oldest = ofHowMany === undefined ? 'oldest' : `oldest of the ${grouped(ofHowMany)} looked at`;
  return [
    `${oldest}: message ${message.messageId}, sent ${ageOf(now - message.sentAt)} ago`,
    `  ${contentOf(message)}`,
    `  cause: ${message.deliveryFailure ?? "not kept by the queue; look for the message's id in its function's log"}`,
  ];
}

function contentOf({ content }: SeenMessage): string {
  if ('unreadable' in content) return `unreadable: ${content.unreadable}`;
  const branch = content.branch === undefined ? '' : ` of ${content.branch}`;
  return `${content.kind}${branch} for ${content.rideId}`;
}

const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

function ageOf(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (minutes < 60) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 60 / 24)} days`;
}
