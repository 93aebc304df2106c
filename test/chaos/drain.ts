import { setTimeout as wait } from 'node:timers/promises';
import type { Ride } from '../../core/ride.ts';
import { type QueueDepth, queueDepths } from './queues.ts';
import type { Services } from './services.ts';

const lookEveryMs = 200;

/** A message on its way from one queue to another may be seen in neither; hardly so often in a row. */
const quietLooks = 4;

/** Longer than any message of a quiet system may be hidden or go round. */
const longestStandstillMs = 60_000;

/**
 * Waits until every queue but the dead-letter queues is empty and no ride is `requested`. Gives up when nothing has
 * changed for a minute, and says what is left: the invariants find it, too.
 */
export async function drain(services: Services, say: (line: string) => void = () => {}): Promise<void> {
  let changedAt = Date.now();
  let before = '';
  let quiet = 0;
  while (Date.now() - changedAt < longestStandstillMs) {
    const left = await leftIn(services);
    quiet = left.queues.length === 0 && left.rides === 0 ? quiet + 1 : 0;
    if (quiet === quietLooks) return;
    const now = JSON.stringify(left);
    if (now !== before) changedAt = Date.now();
    before = now;
    await wait(lookEveryMs);
  }
  say(`nothing has changed for a minute: ${before}`);
}

async function leftIn(services: Services) {
  const queues = (await queueDepths(services.sqs))
    .filter(isUnfinished)
    .map(({ name, messages }) => ({ name, messages }));
  if (queues.length > 0) return { queues, rides: 0 };
  const rides = await services.itemsOf<Ride>('RidesTableName');
  return { queues, rides: rides.filter(({ status }) => status === 'requested').length };
}

/** A queue with messages that somebody still has to work on. */
export const isUnfinished = ({ isDeadLetters, messages }: QueueDepth): boolean => !isDeadLetters && messages > 0;
