import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Work similar to a function's: some 3 KB of JSON are parsed, serialized and hashed. */
const document = JSON.stringify(
  Array.from({ length: 40 }, (_, index) => ({ key: `key-${index}`, value: 1.5 * index, text: 'of a usual length' })),
);

const piece = () =>
  createHmac('sha256', 'key')
    .update(JSON.stringify(JSON.parse(document)))
    .digest();

/** Each is short, so that the process stays responsive; there are many, because the speed of a shared machine varies. */
const [samples, sampleMs, pauseMs] = [12, 2, 15];

/** How many units of a function's usual work a processor of this machine does per millisecond, at best. Takes 0.2 s. */
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
