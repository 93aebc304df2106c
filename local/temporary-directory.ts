import { rmSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemporaryDirectoryError } from './errors.ts';
import { isRunning } from './is-running.ts';

/** An assembly, its unpacked functions and their compile caches. */
const NEEDED_BYTES = 64 * 1024 * 1024;

/** The host name separates containers that share the directory: a process id is only unique within one of them. */
const HOST = hostname().replaceAll(/[^\w.-]/g, '_');

/** Directories that this process has made and not removed yet. */
const own = new Set<string>();

/** Removes the rest when the process exits. After a kill, the next process removes them. */
function removeOwn(): void {
  for (const directory of own) rmSync(directory, { recursive: true, force: true });
}

/**
 * Makes a directory that is removed when this process exits; its name contains the process id. Directories of killed processes
 * are removed now. Throws `TemporaryDirectoryError` where the directory is full or cannot be written to.
 */
export async function makeTemporaryDirectory(kind: 'cloud' | 'cloud-assembly', root = tmpdir()): Promise<string> {
  try {
    const { bavail, bsize, blocks } = await statfs(root);
    const free = bavail * bsize;
    if (blocks > 0 && free < NEEDED_BYTES) throw new TemporaryDirectoryError(root, roomLeft(free));
    await sweepTemporaryDirectories(root);
    if (own.size === 0) process.once('exit', removeOwn);
    const directory = await realpath(await mkdtemp(join(root, `${kind}-${HOST}-${process.pid}-`)));
    own.add(directory);
    return directory;
  } catch (error) {
    if (error instanceof TemporaryDirectoryError) throw error;
    throw new TemporaryDirectoryError(root, reasonFor(error as NodeJS.ErrnoException), { cause: error });
  }
}

/** Removes a directory that was made here; ignores any other. */
export async function removeTemporaryDirectory(directory: string): Promise<void> {
  if (!own.has(directory)) return;
  await rm(directory, { recursive: true, force: true });
  own.delete(directory);
  if (own.size === 0) process.off('exit', removeOwn);
}

/** Removes the directories of this machine's ended processes. Directories that cannot be removed stay. */
export async function sweepTemporaryDirectories(root: string, isAlive = isRunning): Promise<void> {
  const names = await readdir(root);
  const left = names.filter((name) => {
    const pid = ownerOf(name);
    return pid !== undefined && !isAlive(pid);
  });
  await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true }).catch(() => {})));
}

/** The process that made a directory; undefined when it is not one of this machine's. */
function ownerOf(name: string): number | undefined {
  const [, host, pid] = /^cloud-(?:assembly-)?(.+)-(\d+)-\w{6}$/.exec(name) ?? [];
  return host === HOST ? Number(pid) : undefined;
}

const roomLeft = (bytes: number): string =>
  `has room for ${Math.floor(bytes / 1024 ** 2)} MB, and ${NEEDED_BYTES / 1024 ** 2} are needed`;

function reasonFor({ code, message }: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    ENOTDIR: 'is not a directory',
    EACCES: "can't be written to",
    EPERM: "can't be written to",
    EROFS: "can't be written to",
    ENOSPC: 'is full',
    EDQUOT: 'is full',
  };
  return reasons[code ?? ''] ?? `can't be used: ${message}`;
}
