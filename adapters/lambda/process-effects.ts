import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { variables } from '../../core/names.ts';
import type { SimulationPorts } from '../../core/simulate.ts';
import { environment } from '../environment.ts';

/** The time, the waits and the randomness of this process. */
export const clock = (): Date => new Date();

export const waitMs = (ms: number): Promise<void> => wait(ms);

export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** How a simulation acts on this process; undefined where the stack has simulation off. */
export function simulationPorts(): SimulationPorts | undefined {
  const [simulation] = environment(variables.simulation);
  return simulation === 'on' ? { wait: waitMs, crash: () => process.exit(1) } : undefined;
}
