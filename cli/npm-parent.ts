import { spawnSync } from 'node:child_process';
import { isOwnScript } from './npm-options.ts';

/** A process: its parent, and the name of its program. */
export interface AboutProcess {
  readonly parent: number;
  readonly program: string;
}

const lookEveryMs = 250;

/** Shells that npm may run scripts with. */
const shells = /^-?(ba|da|z|k|a)?sh$/;

/** Programs that run a project's scripts. */
const runners = /^(npm|npx|pnpm|yarn|bun|corepack|node)\b/;

/**
 * The npm that runs this process as a script; undefined if none does. On SIGTERM npm ends and signals the shell in between,
 * which ends without signalling the script: the script would live on.
 */
export function findNpm(
  environment: Readonly<Record<string, string | undefined>>,
  parent = process.ppid,
  lookAt = askPs,
): number | undefined {
  if (!isOwnScript(environment)) return undefined;
  const about = lookAt(parent);
  // Some shells exec the script: then npm itself is the parent.
  return about && shells.test(about.program) ? about.parent : parent;
}

/**
 * Calls back once when the npm that runs this process, or the shell in between, is gone. It may be gone from the beginning: an
 * orphan belongs to process 1, which runs scripts itself only in a container. Returns what ends the watch.
 */
export function watchNpm(
  onGone: () => void,
  npm = findNpm(process.env),
  { parent = () => process.ppid, isThere = isOwnProcess, lookAt = askPs } = {},
): () => void {
  if (npm === undefined) return () => {};
  const first = parent();
  const isOrphan = npm === 1 && !runners.test(lookAt(npm)?.program ?? 'npm');
  const looking = setInterval(() => {
    if (!isOrphan && parent() === first && isThere(npm)) return;
    clearInterval(looking);
    onGone();
  }, lookEveryMs).unref();
  return () => clearInterval(looking);
}

function askPs(pid: number): AboutProcess | undefined {
  const { stdout, error } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, program] = (!error && /^\s*(\d+)\s+(?:.*\/)?(\S+)\s*$/.exec(stdout)) || [];
  return parent === undefined || program === undefined ? undefined : { parent: Number(parent), program };
}

/** Whether this user has a process with this id: npm runs as the same user. */
function isOwnProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
