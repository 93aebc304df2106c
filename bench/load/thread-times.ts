import { readdirSync, readFileSync } from 'node:fs';

/** Processor time in milliseconds, by the name of the threads. Linux cuts names after 15 characters. */
export type ThreadTimes = ReadonlyMap<string, number>;

/** Linux counts processor time in hundredths of a second. */
const msPerTick = 10;

/** How much processor time each kind of thread of this process has had so far; undefined where /proc doesn't tell. */
export function threadTimes(): ThreadTimes | undefined {
  try {
    const times = new Map<string, number>();
    for (const thread of readdirSync('/proc/self/task')) {
      const { name, ms } = timeOf(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'));
      times.set(name, (times.get(name) ?? 0) + ms);
    }
    return times;
  } catch {
    return undefined;
  }
}

/** `stat` has the name in parentheses, then other fields; user and system time are the 12th and 13th of them. */
export function timeOf(stat: string): { name: string; ms: number } {
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  return {
    name: stat.slice(stat.indexOf('(') + 1, end),
    ms: (Number(fields[11]) + Number(fields[12])) * msPerTick,
  };
}

/** What each kind of thread has had between two looks, most first. */
export function timeBetween(before: ThreadTimes, after: ThreadTimes): [string, number][] {
  return [...after]
    .map(([name, ms]): [string, number] => [name, ms - (before.get(name) ?? 0)])
    .filter(([, ms]) => ms > 0)
    .sort(([, one], [, other]) => other - one);
}
