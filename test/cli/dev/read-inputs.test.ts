import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Bundler } from '../../../cli/dev/bundler.ts';

let project: string;

const write = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(project, file)), { recursive: true });
  await writeFile(path.join(project, file), text);
};

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'read-inputs-'));
  await write(
    'functions/eta/handler.ts',
    "import { now } from '../../core/now.ts';\nexport const handler = () => now();",
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(project, { recursive: true });
});

it('knows the files of a function also while one of them is being written', async () => {
  const plan = { entries: { eta: path.join(project, 'functions/eta/handler.ts') }, services: [] };
  const bundler = new Bundler(plan, path.join(project, 'packages'));
  for (const text of ['export const now = () => 1;', '']) {
    await write('core/now.ts', text);
    await bundler.readInputs();
    expect([...(bundler.inputs.get('eta') ?? [])]).toContain(path.join(project, 'core/now.ts'));
  }
  await bundler.end();
});

it.each([
  [undefined, '200'],
  ['off', 'off'],
])('has esbuild collect garbage less often than usual, or as the user says: %s', async (said, expected) => {
  vi.stubEnv('GOGC', said);
  await new Bundler({ entries: {}, services: [] }, path.join(project, 'packages')).end();
  expect(process.env.GOGC).toBe(expected);
});
