import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/errors.ts';
import { installFromPyPi, type PythonOptions } from './install-from-pypi.ts';
import { UnavailableError } from './unavailable-error.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'python-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A Python of that version. Its `-m venv` makes one that has a pip which does what `pip` says. */
async function aPython({ version = '3.13', venv = '', pip = 'exit 0' } = {}): Promise<string> {
  const file = path.join(directory, `python-${version}`);
  const inner = path.join(directory, 'venv/bin/python');
  await writeFile(
    file,
    `#!/bin/sh
case "$1" in
  -c) echo ${version} ;;
  -m) ${venv || `mkdir -p '${path.dirname(inner)}' && printf '#!/bin/sh\\n${pip}\\n' > '${inner}' && chmod +x '${inner}'`} ;;
esac
`,
  );
  await chmod(file, 0o755);
  return file;
}

const installWith = (more: Pick<PythonOptions, 'candidates' | 'oldest' | 'fromSource'>) => {
  const env = { PATH: process.env.PATH ?? '' };
  return installFromPyPi('ministack', 'requirements.txt', {
    directory,
    env,
    signal: new AbortController().signal,
    ...more,
  });
};

const install = (...candidates: string[]) => installWith({ candidates });

describe('installing MiniStack', () => {
  it('takes the first Python that is new enough', async () => {
    const old = await aPython({ version: '3.10' });
    await expect(install('no-such-python', old, await aPython())).resolves.toBe(
      path.join(directory, 'venv/bin/ministack'),
    );
  });

  it('says when there is no Python that is new enough', async () => {
    const installed = install('no-such-python', await aPython({ version: '3.10' }), await aPython({ version: '2.7' }));
    await expect(installed).rejects.toThrow(UnavailableError);
    await expect(installed).rejects.toThrow(/no Python 3\.11 or newer/);
  });

  it('says when there is none that is as new as this package needs', async () => {
    const installed = installWith({ candidates: [await aPython({ version: '3.11' })], oldest: [3, 12] });
    await expect(installed).rejects.toThrow(/no Python 3\.12 or newer/);
  });

  it('takes nothing but wheels, unless a package has none', async () => {
    const pip = `echo "$@" > ${path.join(directory, 'told')}`;
    await installWith({ candidates: [await aPython({ pip })], fromSource: ['crontab'] });
    const told = await readFile(path.join(directory, 'told'), 'utf8');
    expect(told).toContain('--only-binary :all: --no-binary crontab --require-hashes');
  });

  it('says when Python has no venv', async () => {
    const python = await aPython({ venv: `echo 'ensurepip is not available' >&2; exit 1` });
    await expect(install(python)).rejects.toThrow(UnavailableError);
  });

  it.each(['ERROR: No matching distribution found for ministack==1.5.33', 'NewConnectionError: Connection refused'])(
    'says when PyPI has no way here: %s',
    async (said) => {
      const installed = install(await aPython({ pip: `echo "${said}" >&2; exit 1` }));
      await expect(installed).rejects.toThrow(UnavailableError);
    },
  );

  it('fails, and does not pass it off as missing, when a package is not the one that was pinned', async () => {
    const said = 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.';
    const installed = install(await aPython({ pip: `echo "${said}" >&2; exit 1` }));
    await expect(installed).rejects.toThrow(CommandError);
    await expect(installed).rejects.toThrow(/DO NOT MATCH/);
  });
});
