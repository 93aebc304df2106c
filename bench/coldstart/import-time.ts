import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** A bundle, and the environment that it is imported in. */
export interface Importable {
  readonly name: string;
  /** Its `index.js`. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

const importOnce = path.join(import.meta.dirname, 'import-once.cjs');

/** How long a fresh process takes to import a bundle, in milliseconds: from just before `require` to just after it. */
export async function importMs({ file, environment }: Importable, signal: AbortSignal): Promise<number> {
  const env = { ...environment, NODE_DISABLE_COMPILE_CACHE: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [importOnce, file], { env, signal });
  return Number(stdout.trimEnd().split('\n').at(-1));
}
