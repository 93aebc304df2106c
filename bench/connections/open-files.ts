import { execFileSync } from 'node:child_process';

/** A process's open files that are not riders' connections. */
const others = 500;

/** How many connections the limit of open files allows a process; unlimited where that is not known. */
export function mostConnections(): number {
  try {
    const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit) - others;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
