import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '../..');

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The step of the workflow that deploys, as it stands there. */
const workflow = parse(await readFile(path.join(root, '.github/workflows/deploy.yml'), 'utf8'));
const deploying: Step = workflow.jobs.deploy.steps.at(-1);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'deploy-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What the step's variables become where GitHub has these inputs and variables. One that is not set is empty there. */
function filledIn(given: Readonly<Record<string, string>>): Record<string, string> {
  const fill = (text: string) => text.replaceAll(/\$\{\{ (?:inputs|vars)\.(\w+) \}\}/g, (_, name) => given[name] ?? '');
  return Object.fromEntries(Object.entries(deploying.env ?? {}).map(([name, text]) => [name, fill(text)]));
}

/** Runs the step, with an `npx` that keeps what it is called with and ends with that code. */
async function runStep(given: Readonly<Record<string, string>>, endsWith = 0) {
  const npx = path.join(directory, 'npx');
  await writeFile(npx, `#!/bin/sh\nfor each; do printf '%s\\0' "$each"; done > called\nexit ${endsWith}\n`);
  await chmod(npx, 0o755);
  const PATH = [directory, path.dirname(process.execPath), '/usr/bin', '/bin'].join(path.delimiter);
  const run = (deploying.run ?? '').replace('bin/', `${path.join(root, 'bin')}/`);
  const ended = await promisify(execFile)('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', run], {
    cwd: directory,
    env: { PATH, ...filledIn(given) },
  }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
  const called = await readFile(path.join(directory, 'called'), 'utf8').catch(() => undefined);
  return { ...ended, called: called?.split('\0').slice(0, -1) };
}

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:rides/stripe-AbC123';
const deploy = ['cdk', 'deploy', '--require-approval', 'never'];
const withContext = (...lines: string[]) => [...deploy, ...lines.flatMap((line) => ['--context', line])];

const lines = [
  'payments=stripe',
  '# who is woken',
  'alarmEmail=on-call@example.com',
  '',
  'issuer=https://login.example/?',
  'push=on',
];

describe('the step that deploys', () => {
  it('gives the stack every line of CONTEXT, and its stage', async () => {
    const said = ['payments=stripe', 'alarmEmail=on-call@example.com', 'push=on', `stripeSecretArn=${arn}`];
    expect(await runStep({ stage: 'prod', CONTEXT: said.join('\r\n') })).toEqual({
      code: 0,
      stderr: '',
      called: withContext('stage=prod', ...said),
    });
  });

  it('deploys dev without any context', async () => {
    expect((await runStep({ stage: 'dev' })).called).toEqual(withContext('stage=dev'));
  });

  it('reads no value as a command', async () => {
    const audience = '$(id);`id`>owned;"$HOME"\'';
    const CONTEXT = `issuer=https://login.example\naudience=${audience}`;
    expect((await runStep({ stage: 'dev', CONTEXT })).called).toEqual(
      withContext('stage=dev', 'issuer=https://login.example', `audience=${audience}`),
    );
  });

  it.each([
    ['an unknown key', { stage: 'dev', CONTEXT: 'alarmMail=a@example.com' }, 'Unknown context key "alarmMail"'],
    ['a value that is not allowed', { stage: 'dev', CONTEXT: 'push=yes' }, '"push" cannot be "yes"'],
    ['what is no line of context', { stage: 'dev', CONTEXT: 'push' }, 'key=value, one a line'],
    ['another stage', { stage: 'dev', CONTEXT: 'stage=prod' }, 'nothing about stage'],
    ['another target', { stage: 'dev', CONTEXT: 'target=localstack' }, 'nothing about target'],
    ['a key twice', { stage: 'dev', CONTEXT: 'push=on\npush=off' }, 'push is already set'],
    ['a production that was not told who checks payments', { stage: 'prod' }, '"payments" is required'],
    ['a stage that there is not', { stage: 'test' }, '"STAGE" cannot be "test"'],
    [
      'the variable of a single key',
      { stage: 'dev', ROUTING: 'amazon-location' },
      'routing=amazon-location into CONTEXT',
    ],
    ['a line among others', { stage: 'dev', CONTEXT: lines.join('\n') }, '"issuer" cannot be'],
  ])('refuses %s, in one sentence, and deploys nothing', async (_, given, message) => {
    const { code, stderr, called } = await runStep(given);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, called }).toEqual({ code: 1, called: undefined });
  });

  it('fails when the deployment does', async () => {
    expect(await runStep({ stage: 'dev' }, 3)).toMatchObject({ code: 3, called: withContext('stage=dev') });
  });
});
