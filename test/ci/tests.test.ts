import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

interface Rule {
  /** In which files. */
  readonly files: string;
  readonly forbids: RegExp;
  /** Files that may, and why. */
  readonly unless: Readonly<Record<string, string>>;
}

/** A test that judges by wall-clock time fails on a busy machine, and one that waits by it is slow on any. */
const rules: Readonly<Record<string, Rule>> = {
  'measures how long something takes': {
    files: 'test/**/*.ts',
    forbids: /performance\.now|hrtime|Date\.now\(\) - [a-z]/,
    unless: {
      'test/chaos/drain.ts': 'gives up on a stack in which nothing moves',
      'test/chaos/metronome.ts': 'measures how late the machine is',
      'test/chaos/run-chaos.ts': 'reports it',
      'test/fixtures/planted-bugs/late-deadline/deadline/handler.ts': 'code of a function',
      'test/local/event-source-mapping.test.ts': 'asks which of two moments came first',
      'test/support/verify-on-emulator.ts': 'reports it',
      'test/mutants/run.ts': 'reports it',
      'test/soak/idle-riders.ts': 'reports it',
    },
  },
  'compares a time of a stack with a figure': {
    files: 'test/{cloud,e2e,web,chaos}/**/*.ts',
    forbids: /Ms\b[^;]*\.toBe(Less|Greater)Than\w*\(\s*[\d_]/,
    unless: {},
  },
  'gives up after a second: `eventually` does later': {
    files: 'test/**/*.ts',
    forbids: /vi\.waitFor|expect\.poll/,
    unless: { 'test/support/eventually.ts': 'says for how long' },
  },
  'expects nobody where another process may listen: `deadPort` is no such place': {
    files: 'test/**/*.ts',
    forbids: /^(?![\s\S]*\bdeadPort\b)[\s\S]*ECONNREFUSED/,
    unless: {},
  },
  'waits for time to pass': {
    files: 'test/**/*.ts',
    forbids: /(?<!['\w])setTimeout\b(?!')/,
    unless: {
      'test/adapters/in-batches.test.ts': 'has timers end together',
      'test/adapters/in-time.test.ts': 'holds the timers',
      'test/adapters/lambda/company.test.ts': 'holds the timers',
      'test/adapters/webhook/patience.test.ts': 'answers later',
      'test/adapters/webhook/post.test.ts': 'holds the timers; a receiver that resets a connection',
      'test/bench/peers-engine-process.test.ts': 'code of an engine; an interruption at a moment of its own',
      'test/chaos/bystander.ts': 'disturbs a stack at moments of its own',
      'test/chaos/drain.ts': 'looks again',
      'test/chaos/rider.ts': 'riders pause',
      'test/chaos/run-chaos.ts': 'lets time pass for a stack',
      'test/cli/console/broadcast.test.ts': 'holds the timers',
      'test/e2e/scenarios/dead-letter.ts': 'looks again',
      'test/functions/webhook.test.ts': 'holds the timers',
      'test/local/breakpoints.test.ts': 'code of a function',
      'test/local/event-source-mapping.test.ts': 'code of a function',
      'test/local/lambda.test.ts': 'code of functions',
      'test/local/lifecycle.test.ts': 'code of a function',
      'test/local/resources.test.ts': 'code of a function',
      'test/local/rest-api.test.ts': 'code of a function',
      'test/support/emulator-process.ts': 'ends a process that does not end; looks again',
      'test/support/persistently.ts': 'asks again when the answer says',
      'test/soak/collect-garbage.ts': 'gives up on a process that does not answer',
      'test/soak/idle-riders.ts': 'memory settles',
      'test/soak/load.ts': 'paces riders',
      'test/soak/run.ts': 'takes samples',
    },
  },
};

describe('no test', () => {
  it.each(Object.entries(rules))('%s', (_, { files, forbids, unless }) => {
    const self = path.relative(root, import.meta.filename);
    const found = globSync(files, { cwd: root }).filter(
      (file) => file !== self && forbids.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(found.toSorted()).toEqual(Object.keys(unless).toSorted());
  });
});

describe('a unit test', () => {
  it('starts no process', () => {
    for (const start of [exec, execFile, execFileSync, execSync, fork, spawn, spawnSync]) {
      expect(() => start('true')).toThrow('belongs to "integration"');
    }
  });

  it('starts no thread', () => {
    expect(() => new Worker('', { eval: true })).toThrow('belongs to "integration"');
  });

  it.each(['aws-cdk-lib', 'aws-cdk-lib/aws-sqs', 'cdk-nag'])('synthesizes no stack: %s', async (library) => {
    await expect(import(library)).rejects.toThrow('belongs to "integration"');
  });
});
