import { variables } from '../core/names.ts';
import type { Settings } from './settings.ts';

/** Tells a function whether requests may ask for simulated latency and faults. */
export function simulationEnvironment({ simulation }: Settings): Record<string, string> {
  return { [variables.simulation]: simulation ? 'on' : 'off' };
}
