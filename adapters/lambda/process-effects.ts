import { randomFillSync } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { variables } from '../../core/names.ts';
import type { SimulationPorts } from '../../core/simulate.ts';
import { environment } from '../environment.ts';

/** The time, the waits and the randomness of this process. */
export const clock = (): Date => new Date();

export const waitMs = (ms: number): Promise<void> => wait(ms);

const random = Buffer.alloc(4_096);
let unusedFrom = random.length;

/** Unpredictable bytes, at most 4,096. They are drawn from the system many at a time, which takes a tenth of the time. */
export function randomHex(bytes: number): string {
  if (unusedFrom + bytes > random.length) {
    randomFillSync(random);
    unusedFrom = 0;
  }
  unusedFrom += bytes;
  return random.toString('hex', unusedFrom - bytes, unusedFrom);
}

/** How a simulation acts on this process; undefined where the stack has simulation off. */
export function simulationPorts(): SimulationPorts | undefined {
  const [simulation] = environment(variables.simulation);
  return simulation === 'on' ? { wait: waitMs, crash: () => process.exit(1) } : undefined;
}
