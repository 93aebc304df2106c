import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** A piece of work that is like a function's: some 3 KB of JSON are read, written and hashed. */
const document = JSON.stringify(
  Array.from({ length: 40 }, (_, index) => ({ key: `key-${index}`, value: 1.5 * index, text: 'of a usual length' })),
);

const piece = () =>
  createHmac('sha256', 'key')
    .update(JSON.stringify(JSON.parse(document)))
    .digest();

/** Short, so that the process stays awake; many, as a machine that is shared is slow at one moment and quick at the next. */
const [samples, sampleMs, pauseMs] = [12, 2, 15];

/** How many pieces of a function's usual work a processor of this machine does in a millisecond, at its best. Takes 0.2 s. */
export async function processorSpeed(): Promise<number> {
  let best = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const startedAt = performance.now();
    let pieces = 0;
    for (; performance.now() - startedAt < sampleMs; pieces += 1) piece();
    best = Math.max(best, pieces / (performance.now() - startedAt));
    await wait(pauseMs);
  }
  return best;
}
