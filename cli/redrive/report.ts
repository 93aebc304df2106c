import type { Redriven } from './redrive-all.ts';

/** The dead letters and the results, for programs: what `--json` prints. */
export function reportOf(redriven: readonly Redriven[]) {
  return { deadLetterQueues: redriven.map(entryOf) };
}

function entryOf({ queue, givenUpBy, target, lookedAt, oldest, result }: Redriven) {
  return {
    name: queue.name,
    givenUpBy,
    target: target.name,
    count: queue.count,
    lookedAt,
    oldest: oldest ? { ...oldest, sentAt: new Date(oldest.sentAt).toISOString() } : null,
    result: result ?? null,
  };
}
