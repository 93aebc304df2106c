import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud, QueueFigures } from '../../local/index.ts';

const lookEveryMs = 150;
/** A message on its way from a topic to a queue is in neither; hardly so often in a row. */
const quietLooks = 5;
/** Longer than a message that has failed is hidden. */
const longestUnrestMs = 90_000;

/** Whether it comes to that: no queue has a message to be worked on now. That of a deadline is for later. */
export async function isAtRest({ apiUrl }: Pick<Cloud, 'apiUrl'>, signal: AbortSignal): Promise<boolean> {
  const startedAt = performance.now();
  for (let quiet = 0; quiet < quietLooks; ) {
    if (performance.now() - startedAt > longestUnrestMs) return false;
    await wait(lookEveryMs, undefined, { signal });
    const answer = await fetch(new URL('/_cloud/queues', apiUrl));
    const { queues } = (await answer.json()) as { readonly queues: readonly QueueFigures[] };
    const isIdle = queues.every(
      ({ visible, inFlight, deadLettersOf }) => deadLettersOf.length > 0 || visible + inFlight === 0,
    );
    quiet = isIdle ? quiet + 1 : 0;
  }
  return true;
}
