import type { Snapshot } from '../../cli/console/protocol.ts';
import { inClock } from './units.ts';

/** A line for each moment at which functions outside of the lanes were reloaded, the latest first. */
export function tellReloads(reloaded: Snapshot['reloaded']): string[] {
  const latestFirst = reloaded.toSorted((one, other) => other.at - one.at);
  const byTime = Map.groupBy(latestFirst, ({ at }) => inClock(at));
  return [...byTime].map(([time, functions]) => `Reloaded ${time}: ${functions.map(({ name }) => name).join(', ')}`);
}
