import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const summary = path.join(import.meta.dirname, '../../.ci/summary.js');
const tests = { numPassedTests: 100, numFailedTests: 0, numPendingTests: 1 };
const slow = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0 };
const scenarios = { passed: 10, failed: 1, skipped: ['one', 'two'] };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'summary-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The lines that are printed after these results. */
async function summaryOf(results: { tests?: unknown; slow?: unknown; ministack?: unknown }): Promise<string[]> {
  for (const [name, content] of Object.entries({
    'test-results': results.tests,
    'slow-results': results.slow,
    'ministack-results': results.ministack,
  })) {
    if (content !== undefined) await writeFile(path.join(directory, `${name}.json`), JSON.stringify(content));
  }
  const env = { ...process.env, MINISTACK_STATUS: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [summary], { cwd: directory, env });
  return stdout.trimEnd().split('\n');
}

describe('the last line of a check', () => {
  it('counts tests and scenarios', async () => {
    expect(await summaryOf({ tests, slow, ministack: scenarios })).toEqual(['113 passed, 1 failed, 3 skipped']);
  });

  it('says loudly that MiniStack could not be had, and why', async () => {
    expect(await summaryOf({ tests, slow, ministack: { unavailable: 'there is no Python' } })).toEqual([
      'verify:ministack SKIPPED: there is no Python',
      '103 passed, 0 failed, 1 skipped',
    ]);
  });

  it('names the tests that were skipped', async () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a test that runs' },
      { status: 'skipped', fullName: 'the console in a browser races a ride' },
    ];
    const [said] = await summaryOf({
      tests: { ...tests, testResults: [{ assertionResults }] },
      slow,
      ministack: scenarios,
    });
    expect(said).toBe('SKIPPED: the console in a browser races a ride');
  });

  it('counts a run on MiniStack that failed before its scenarios', async () => {
    const [said, counts] = await summaryOf({ tests, slow });
    expect(said).toMatch(/verify:ministack FAILED.*exit code 1/);
    expect(counts).toBe('103 passed, 1 failed, 1 skipped');
  });

  it('counts tests that did not run', async () => {
    const lines = await summaryOf({ slow, ministack: { passed: 10, failed: 0, skipped: [] } });
    expect(lines).toEqual(['There is no test-results.json: the tests did not run, or died.', '13 passed, 1 failed']);
  });
});
