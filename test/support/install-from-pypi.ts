import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { oldestPython, pythons } from '../../cli/doctor/checks.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { CommandError } from '../../cli/errors.ts';
import { UnavailableError } from './unavailable-error.ts';

const run = promisify(execFile);

export interface PythonOptions {
  /** Where the virtual environment is made. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
  /** What to try as Python, in this order. */
  readonly candidates?: readonly string[];
  /** The first that will do. Default: what all of these programs take. */
  readonly oldest?: PythonVersion;
  /** Packages that there are no wheels of, only sources. */
  readonly fromSource?: readonly string[];
}

type PythonVersion = readonly [major: number, minor: number];

/**
 * Installs a package of PyPI for itself, by requirements that name every version and hash; resolves to its program. Throws
 * `UnavailableError` without Python or the package.
 */
export async function installFromPyPi(program: string, requirements: string, options: PythonOptions): Promise<string> {
  const { directory, env, signal, onLine, fromSource = [] } = options;
  const python = await findPython(options);
  const venv = path.join(directory, 'venv');
  await mkdir(directory, { recursive: true });
  const child = { cwd: directory, env, signal, ...(onLine && { onLine }) };
  await runChild(python, ['-m', 'venv', venv], { ...child, what: 'Making a virtual environment of Python' }).catch(
    (error: unknown) =>
      unavailable(
        error,
        /ensurepip|No module named venv/,
        'this Python has no venv (Debian: apt-get install python3-venv)',
      ),
  );
  const sources = fromSource.flatMap((name) => ['--no-binary', name]);
  const pip = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-input',
    '--only-binary',
    ':all:',
    ...sources,
  ];
  await runChild(path.join(venv, 'bin/python'), [...pip, '--require-hashes', '--requirement', requirements], {
    ...child,
    what: `Installing ${program}`,
  }).catch((error: unknown) => unavailable(error, unreachable, `the package ${program} can not be downloaded`));
  return path.join(venv, 'bin', program);
}

/** What pip says when there is no way to its index. Hashes that don't match are something else, and a failure. */
const unreachable = /No matching distribution found|NewConnectionError|ConnectTimeoutError|Max retries exceeded/;

function unavailable(error: unknown, sign: RegExp, why: string): never {
  if (error instanceof CommandError && sign.test(error.message)) throw new UnavailableError(why, { cause: error });
  throw error;
}

async function findPython(options: PythonOptions): Promise<string> {
  const { env, signal, candidates: tried = pythons, oldest = oldestPython } = options;
  for (const candidate of tried) {
    const version = await versionOf(candidate, env, signal);
    if (version !== undefined && isNewEnough(version, oldest)) return candidate;
  }
  throw new UnavailableError(`there is no Python ${oldest.join('.')} or newer on the PATH (tried ${tried.join(', ')})`);
}

async function versionOf(
  python: string,
  env: PythonOptions['env'],
  signal: AbortSignal,
): Promise<number[] | undefined> {
  const program = 'import sys; print("%d.%d" % sys.version_info[:2])';
  try {
    const { stdout } = await run(python, ['-c', program], { env, signal });
    return stdout.trim().split('.').map(Number);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error) return undefined;
    throw error;
  }
}

const isNewEnough = ([major = 0, minor = 0]: readonly number[], oldest: PythonVersion): boolean =>
  major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
