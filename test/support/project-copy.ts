import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A copy of the project that may be edited. */
export interface ProjectCopy {
  readonly directory: string;
  /** Replaces a text that is in a file once. */
  edit(file: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

const projectDirectory = path.join(import.meta.dirname, '../..');

/** What a stack is not made of: large, or replaced while it is copied, as `dist` is by who packs the project. */
const leftOut = new Set(['node_modules', '.git', 'test', 'bench', 'cdk.out', 'coverage', 'dist']);

/** Copies the project into a temporary directory, with the packages and the console's page that are here. */
export async function copyProject(): Promise<ProjectCopy> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-copy-'));
  const names = (await readdir(projectDirectory)).filter((name) => !leftOut.has(name));
  // The page would be built anew if it were older than what it is made of.
  const options = { recursive: true, preserveTimestamps: true };
  await Promise.all(names.map((name) => cp(path.join(projectDirectory, name), path.join(directory, name), options)));
  await symlink(path.join(projectDirectory, 'node_modules'), path.join(directory, 'node_modules'));
  return {
    directory,
    edit: async (file, from, to) => {
      const name = path.join(directory, file);
      const text = await readFile(name, 'utf8');
      const parts = text.split(from);
      if (parts.length !== 2) throw new Error(`${file} has ${JSON.stringify(from)} ${parts.length - 1} times.`);
      await writeFile(name, parts.join(to));
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
