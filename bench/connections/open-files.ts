import { execFileSync } from 'node:child_process';

/** Of a process's open files, those that are not riders' connections. */
const others = 500;

/** How many connections a process may have, as the limit of open files allows; all that one likes where that is not known. */
export function mostConnections(): number {
  try {
    const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit) - others;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
