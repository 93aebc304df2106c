import { readdirSync, readFileSync } from 'node:fs';

/** Processor time in milliseconds, by the name of the threads. Linux truncates names to 15 characters. */
export type ThreadTimes = ReadonlyMap<string, number>;

/** Linux counts processor time in hundredths of a second. */
const msPerTick = 10;

/** The processor time of each kind of thread of this process so far; undefined where /proc does not report it. */
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

/**
 * The processor time of the processes of a group so far, in milliseconds, including that of ended children they
 * have waited for; NaN where /proc does not report it.
 */
export function processorMsOfGroup(group: number | undefined): number {
  try {
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return processes.map(statOf).reduce((sum, stat) => sum + (stat === undefined ? 0 : groupTimeOf(stat, group)), 0);
  } catch {
    return Number.NaN;
  }
}

/** Undefined for a process that has ended meanwhile. */
function statOf(process: string): string | undefined {
  try {
    return readFileSync(`/proc/${process}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}

/** The process group is the third field after the name; user and system time, own and that of ended children, the 12th to 15th. */
export function groupTimeOf(stat: string, group: number | undefined): number {
  const fields = fieldsOf(stat);
  if (Number(fields[2]) !== group) return 0;
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * msPerTick;
}

const fieldsOf = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

/** `stat` has the name in parentheses, then other fields; user and system time are the 12th and 13th of them. */
export function timeOf(stat: string): { name: string; ms: number } {
  const fields = fieldsOf(stat);
  return {
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    ms: (Number(fields[11]) + Number(fields[12])) * msPerTick,
  };
}

/** The processor time of each kind of thread between two samples, most first. */
export function timeBetween(before: ThreadTimes, after: ThreadTimes): [string, number][] {
  return [...after]
    .map(([name, ms]): [string, number] => [name, ms - (before.get(name) ?? 0)])
    .filter(([, ms]) => ms > 0)
    .sort(([, one], [, other]) => other - one);
}
