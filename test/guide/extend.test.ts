import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followStep, guideSteps } from './guide-steps.ts';

const root = path.join(import.meta.dirname, '../..');
const guide = path.join(root, 'docs/guide/extend.md');
const call = promisify(execFile);

/** All tests take minutes, and longer beside others. */
const longestMs = 1_500_000;

/** A clone with what is not committed yet, and with the packages of this one. */
async function cloneInto(directory: string): Promise<void> {
  await call('git', ['clone', '--quiet', root, directory]);
  const { stdout } = await call('git', ['ls-files', '--modified', '--others', '--exclude-standard', '-z'], {
    cwd: root,
  });
  for (const file of stdout.split('\0').filter(Boolean))
    await cp(path.join(root, file), path.join(directory, file)).catch(() => rm(path.join(directory, file)));
  await symlink(path.join(root, 'node_modules'), path.join(directory, 'node_modules'));
}

/**
 * How a script ended, and the end of what it printed: what failed comes last, as it is printed to stderr. Nothing of this
 * run's own settings is handed on to it.
 */
async function script(directory: string, ...args: readonly string[]): Promise<{ code: unknown; end: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV)/.test(name)));
  const options = { cwd: directory, env, maxBuffer: 100_000_000, timeout: longestMs };
  const { code = 0, stdout, stderr } = await call('npm', args, options).catch((error) => error);
  return { code, end: [stdout, stderr].map(endOf).join('\n') };
}

function endOf(output: string): string {
  return stripVTControlCharacters(output).split('\n').slice(-100).join('\n');
}

describe('a clone in which the steps for a branch and a subscriber have been followed', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'ride-request-clone-'));
    await cloneInto(directory);
    for (const section of ['A branch', 'A subscriber'])
      for (const step of guideSteps(guide, section)) await followStep(directory, step);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each([
    ['types', ['run', 'types']],
    ['lint', ['run', 'lint']],
    ['all tests', ['test']],
  ])(
    'passes %s without another change',
    async (_, args) => {
      const { code, end } = await script(directory, ...args);
      expect(code, end).toBe(0);
    },
    longestMs,
  );
});
