import { variables } from '../core/names.ts';
import type { Settings } from './settings.ts';

/** Sets for how long after its last report a driver is matched. */
export function matchingEnvironment({ driverFreshSeconds }: Settings): Record<string, string> {
  return { [variables.driverFreshSeconds]: String(driverFreshSeconds) };
}
