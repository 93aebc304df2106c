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
const templates = { passed: 12, failed: 0, failures: [], skipped: [] };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'summary-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

interface Results {
  readonly tests?: unknown;
  readonly slow?: unknown;
  readonly ministack?: unknown;
  readonly templates?: unknown;
}

/** The lines that are printed after these results; all went well with what is not named, and `undefined` has left none. */
async function summaryOf(given: Results): Promise<string[]> {
  const results = { tests, slow, ministack: scenarios, templates, ...given };
  for (const [name, content] of Object.entries({
    'test-results': results.tests,
    'slow-results': results.slow,
    'ministack-results': results.ministack,
    'templates-results': results.templates,
  })) {
    if (content !== undefined) await writeFile(path.join(directory, `${name}.json`), JSON.stringify(content));
  }
  const env = { ...process.env, MINISTACK_STATUS: '1', TEMPLATES_STATUS: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [summary], { cwd: directory, env });
  return stdout.trimEnd().split('\n');
}

describe('the last line of a check', () => {
  it('counts tests, scenarios and templates', async () => {
    expect(await summaryOf({})).toEqual(['125 passed, 1 failed, 3 skipped']);
  });

  it('says loudly that MiniStack could not be had, and why', async () => {
    expect(await summaryOf({ ministack: { unavailable: 'there is no Python' } })).toEqual([
      'verify:ministack SKIPPED: there is no Python',
      '115 passed, 0 failed, 1 skipped',
    ]);
  });

  it('says by name which checkers of templates and workflows could not be had, and why', async () => {
    const some = { ...templates, passed: 3, skipped: ['cfn-lint: there is no Python'] };
    expect(await summaryOf({ templates: some })).toEqual([
      'verify:templates SKIPPED: cfn-lint: there is no Python',
      '116 passed, 1 failed, 4 skipped',
    ]);
    expect(await summaryOf({ templates: { unavailable: 'cfn-lint: there is no Python; actionlint: no Go' } })).toEqual([
      'verify:templates SKIPPED: cfn-lint: there is no Python; actionlint: no Go',
      '113 passed, 1 failed, 3 skipped',
    ]);
  });

  it('counts templates and workflows in which something was found', async () => {
    expect(await summaryOf({ templates: { ...templates, failed: 2 } })).toEqual(['125 passed, 3 failed, 3 skipped']);
  });

  it('names the tests that were skipped', async () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a test that runs' },
      { status: 'skipped', fullName: 'the console in a browser races a ride' },
    ];
    const [said] = await summaryOf({ tests: { ...tests, testResults: [{ assertionResults }] } });
    expect(said).toBe('SKIPPED: the console in a browser races a ride');
  });

  it('names the tests and files that failed, and why', async () => {
    const failed = { status: 'failed', fullName: 'a ride ends', failureMessages: ['expected 1 to be 0'] };
    const testResults = [
      { name: 'rides.test.ts', status: 'failed', message: '', assertionResults: [failed] },
      { name: 'hooks.test.ts', status: 'failed', message: 'no stack', assertionResults: [] },
    ];
    expect(await summaryOf({ tests: { ...tests, numFailedTests: 1, testResults } })).toEqual([
      'FAILED: a ride ends',
      'expected 1 to be 0',
      'FAILED: hooks.test.ts',
      'no stack',
      '125 passed, 2 failed, 3 skipped',
    ]);
  });

  it.each(['ministack', 'templates'])(
    'counts a run of verify:%s that failed before it came to anything',
    async (name) => {
      const [said, counts] = await summaryOf({ [name]: undefined });
      expect(said).toMatch(new RegExp(`verify:${name} FAILED.*exit code 1`));
      expect(counts).toMatch(name === 'ministack' ? /^115 passed, 1 failed/ : /^113 passed, 2 failed/);
    },
  );

  it('counts tests that did not run', async () => {
    const lines = await summaryOf({ tests: undefined });
    expect(lines).toEqual([
      'There is no test-results.json: the tests did not run, or died.',
      '25 passed, 2 failed, 2 skipped',
    ]);
  });
});
