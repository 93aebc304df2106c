import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const program = path.join(import.meta.dirname, '../../../cli/ride-request.js');

const completionFor = async (shell: string) => (await run(process.execPath, [program, 'completion', shell])).stdout;
const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** What is asked, and what a shell has to offer. */
const questions: readonly (readonly [typed: readonly string[], offered: readonly string[]])[] = [
  [['re'], ['redrive', 'request']],
  [
    ['ride', '--flow', ''],
    ['parallel', 'sequential'],
  ],
  [['request', '--pickup', '-33,1', '--dro'], ['--dropoff']],
  [
    ['bench', 'l'],
    ['latency', 'load'],
  ],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
];

describe.skipIf(!isThere('bash'))('bash', () => {
  let script: string;
  beforeAll(async () => {
    script = await completionFor('bash');
  });

  it.each(questions)('completes %j', async (typed, offered) => {
    const ask = `${script}
      COMP_WORDS=(ride-request "$@"); COMP_CWORD=$#; _ride_request; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['--norc', '-c', ask, 'bash', ...typed]);
    const words = stdout.split('\n').filter((word) => word !== '' && (typed.at(-1) !== '' || !word.startsWith('-')));
    expect(words.toSorted()).toEqual(offered);
  });

  it('offers nothing where a value stands that nobody knows', async () => {
    const ask = `${script}
      COMP_WORDS=(ride-request request --pickup ''); COMP_CWORD=3; _ride_request; echo "\${#COMPREPLY[@]}"`;
    expect((await run('bash', ['--norc', '-c', ask])).stdout).toBe('0\n');
  });
});

describe.skipIf(!isThere('fish'))('fish', () => {
  it.each(questions)('completes %j', async (typed, offered) => {
    const line = ['ride-request', ...typed].join(' ');
    const { stdout } = await run('fish', [
      '--no-config',
      '-c',
      `${await completionFor('fish')}\ncomplete -C '${line}'`,
    ]);
    const words = stdout.split('\n').flatMap((each) => each.split('\t')[0] || []);
    expect(words.toSorted()).toEqual(offered);
  });
});

describe.skipIf(!isThere('zsh'))('zsh', () => {
  it('understands the script', async () => {
    const load = `autoload -U compinit && compinit -D\n${await completionFor('zsh')}\necho $_comps[ride-request]`;
    expect(await run('zsh', ['-f', '-c', load])).toEqual({ stdout: '_ride_request\n', stderr: '' });
  });
});
