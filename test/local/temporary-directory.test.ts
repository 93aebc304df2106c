import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TemporaryDirectoryError } from '../../local/errors.ts';
import {
  makeTemporaryDirectory,
  removeTemporaryDirectory,
  sweepTemporaryDirectories,
} from '../../local/temporary-directory.ts';

const statfs = vi.hoisted(() => ({ free: Number.POSITIVE_INFINITY }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, statfs: async (root: string) => ({ ...(await real.statfs(root)), bsize: 1, bavail: statfs.free }) };
});

const host = hostname().replaceAll(/[^\w.-]/g, '_');
const mb = 1024 ** 2;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'temporary-directory-'));
  statfs.free = 1_000 * mb;
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a temporary directory', () => {
  it('says whose it is, and is removed by name', async () => {
    const directory = await makeTemporaryDirectory('cloud', root);
    expect(path.basename(directory)).toMatch(new RegExp(`^cloud-${host}-${process.pid}-\\w{6}$`));
    await removeTemporaryDirectory(directory);
    expect(await readdir(root)).toEqual([]);
  });

  it('goes with its process, with all that is in it', async () => {
    const before = process.listeners('exit');
    const directories = [
      await makeTemporaryDirectory('cloud', root),
      await makeTemporaryDirectory('cloud-assembly', root),
    ];
    for (const directory of directories) await writeFile(path.join(directory, 'file'), '');
    const added = process.listeners('exit').filter((listener) => !before.includes(listener));
    expect(added).toHaveLength(1);
    for (const listener of added) listener.call(process, 0);
    expect(await readdir(root)).toEqual([]);
    for (const directory of directories) await removeTemporaryDirectory(directory);
    expect(process.listeners('exit')).toEqual(before);
  });

  it('is not removed where it is somebody else’s', async () => {
    const other = path.join(root, `cloud-${host}-${process.pid}-abcdef`);
    await mkdir(other);
    await removeTemporaryDirectory(other);
    expect(existsSync(other)).toBe(true);
  });
});

describe('what processes that were killed have left', () => {
  const names = {
    dead: [`cloud-${host}-101-abcdef`, `cloud-assembly-${host}-101-abcdef`],
    kept: [
      `cloud-${host}-202-abcdef`, // its process runs
      `cloud-other.host-101-abcdef`, // of a container that shares the directory, say
      `cloud-${host}-101-abcdefg`,
      `clouds-${host}-101-abcdef`,
      `cloud-${host}-abcdef`,
      'something-else',
    ],
  };

  it('is swept, and nothing else is', async () => {
    for (const name of [...names.dead, ...names.kept])
      await mkdir(path.join(root, name, 'in', 'it'), { recursive: true });
    await sweepTemporaryDirectories(root, (pid) => pid === 202);
    expect((await readdir(root)).toSorted()).toEqual(names.kept.toSorted());
  });

  it('goes when the next one is made; what living processes have stays', async () => {
    // No process has a number that is so high.
    await mkdir(path.join(root, `cloud-${host}-999999999-abcdef`));
    await mkdir(path.join(root, `cloud-${host}-${process.pid}-abcdef`));
    const directory = await makeTemporaryDirectory('cloud', root);
    expect((await readdir(root)).toSorted()).toEqual(
      [path.basename(directory), `cloud-${host}-${process.pid}-abcdef`].toSorted(),
    );
    await removeTemporaryDirectory(directory);
  });
});

describe('where no temporary directory can be made', () => {
  const complaint = (where: string, why: string) =>
    `The temporary directory ${where} ${why}. Free space there, or set $TMPDIR to another directory.`;

  const refused = async (where: string) => {
    const error = await makeTemporaryDirectory('cloud', where).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TemporaryDirectoryError);
    return (error as Error).message;
  };

  it('is said what is wrong: it does not exist, or is not a directory', async () => {
    const missing = path.join(root, 'missing');
    expect(await refused(missing)).toBe(complaint(missing, 'does not exist'));
    const file = path.join(root, 'file');
    await writeFile(file, '');
    expect(await refused(file)).toBe(complaint(file, 'is not a directory'));
  });

  it('is said how much room there is', async () => {
    statfs.free = 3.5 * mb;
    expect(await refused(root)).toBe(complaint(root, 'has room for 3 MB, and 64 are needed'));
    statfs.free = 64 * mb;
    await removeTemporaryDirectory(await makeTemporaryDirectory('cloud', root));
  });

  it.skipIf(process.getuid?.() === 0)('is said that it is closed', async () => {
    await chmod(root, 0o500);
    expect(await refused(root)).toBe(complaint(root, "can't be written to"));
  });
});
