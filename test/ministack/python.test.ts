import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/errors.ts';
import { UnavailableError } from '../support/unavailable-error.ts';
import { installMinistack } from './python.ts';

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

const install = (...candidates: string[]) => {
  const env = { PATH: process.env.PATH ?? '' };
  return installMinistack({ directory, env, signal: new AbortController().signal, candidates });
};

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

  it('says when Python has no venv', async () => {
    const python = await aPython({ venv: `echo 'ensurepip is not available' >&2; exit 1` });
    await expect(install(python)).rejects.toThrow(UnavailableError);
  });

  it.each(['ERROR: No matching distribution found for ministack==1.4.21', 'NewConnectionError: Connection refused'])(
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
