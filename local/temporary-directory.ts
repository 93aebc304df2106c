import { rmSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemporaryDirectoryError } from './errors.ts';
import { isRunning } from './is-running.ts';

/** An assembly, its functions unpacked, and what is compiled of them. */
const NEEDED_BYTES = 64 * 1024 * 1024;

/** The machine's name keeps what containers share apart: the same number is another process there. */
const HOST = hostname().replaceAll(/[^\w.-]/g, '_');

/** What this process has made and not removed yet. */
const own = new Set<string>();

/** What it still has at its end goes then, however it ends; unless it is killed, and leaves that to the next one. */
function removeOwn(): void {
  for (const directory of own) rmSync(directory, { recursive: true, force: true });
}

/**
 * Makes a directory that goes at the end of this process, whose number is in its name. Those of processes that were killed go
 * now. Throws `TemporaryDirectoryError` where there is no room, or no directory to make it in.
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

/** Removes a directory that was made here, and leaves any other alone. */
export async function removeTemporaryDirectory(directory: string): Promise<void> {
  if (!own.has(directory)) return;
  await rm(directory, { recursive: true, force: true });
  own.delete(directory);
  if (own.size === 0) process.off('exit', removeOwn);
}

/** Removes the directories of processes of this machine that are no more. What can't be removed stays. */
export async function sweepTemporaryDirectories(root: string, isAlive = isRunning): Promise<void> {
  const names = await readdir(root);
  const left = names.filter((name) => {
    const pid = ownerOf(name);
    return pid !== undefined && !isAlive(pid);
  });
  await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true }).catch(() => {})));
}

/** The process that has made a directory; undefined when it is nobody's here. */
function ownerOf(name: string): number | undefined {
  const [, host, pid] = /^cloud-(?:assembly-)?(.+)-(\d+)-\w{6}$/.exec(name) ?? [];
  return host === HOST ? Number(pid) : undefined;
}

const roomLeft = (bytes: number): string =>
  `has room for ${Math.floor(bytes / 1024 ** 2)} MB, and ${NEEDED_BYTES / 1024 ** 2} are needed`;

function reasonFor({ code, message }: NodeJS.ErrnoException): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'is not there',
    ENOTDIR: 'is no directory',
    EACCES: "can't be written to",
    EPERM: "can't be written to",
    EROFS: "can't be written to",
    ENOSPC: 'is full',
    EDQUOT: 'is full',
  };
  return reasons[code ?? ''] ?? `can't be used: ${message}`;
}
