import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** What is checked: what functions are made of, or the template with what it takes from there. */
export type TypeScope = 'functions' | 'template';

const folders: Readonly<Record<TypeScope, readonly string[]>> = {
  functions: ['core', 'adapters', 'functions'],
  template: ['bin', 'lib'],
};

/** Resolves to what the compiler says of wrong types; undefined where nothing is wrong. Rejects with the signal's reason. */
export type CheckTypes = (scope: TypeScope, signal: AbortSignal) => Promise<string | undefined>;

/**
 * Checks types by the project's own compiler and options. What it has found out is kept in `directory`, so that the next check
 * looks at what has changed.
 */
export const typeChecker =
  (projectDirectory: string, directory: string): CheckTypes =>
  async (scope, signal) => {
    signal.throwIfAborted();
    const project = path.join(directory, `tsconfig.${scope}.json`);
    await writeFile(project, JSON.stringify(configuration(projectDirectory, directory, scope)));
    const compiler = path.join(projectDirectory, 'node_modules/typescript/bin/tsc');
    const child = spawn(process.execPath, [compiler, '--project', project, '--pretty', 'false'], {
      cwd: projectDirectory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const end = () => child.kill();
    signal.addEventListener('abort', end);
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]).finally(() =>
      signal.removeEventListener('abort', end),
    );
    signal.throwIfAborted();
    return code === 0 ? undefined : said.trimEnd();
  };

const configuration = (projectDirectory: string, directory: string, scope: TypeScope) => ({
  extends: path.join(projectDirectory, 'tsconfig.json'),
  compilerOptions: {
    typeRoots: [path.join(projectDirectory, 'node_modules/@types')],
    incremental: true,
    tsBuildInfoFile: path.join(directory, `${scope}.tsbuildinfo`),
  },
  include: folders[scope].map((folder) => path.join(projectDirectory, folder)),
});
