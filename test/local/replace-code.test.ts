import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FunctionError } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import { functionOf } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

/** Waits for a file where it is told to. */
const answering = (word: string) => `
  const { existsSync } = require('node:fs');
  exports.handler = async (awaited) => {
    console.log('begun');
    while (awaited && !existsSync(awaited)) await new Promise((resolve) => setImmediate(resolve));
    return { word: '${word}', root: process.env.LAMBDA_TASK_ROOT };
  };`;

describe('code that is replaced while the stack runs', () => {
  let cloud: TestCloud;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'replace-code-'));
    cloud = await testCloud({ resources: { Answer: functionOf('Answer') }, code: { Answer: answering('old') } });
  });
  afterAll(async () => {
    await cloud.stop();
    await rm(directory, { recursive: true });
  });

  async function replace(code: string): Promise<void> {
    const other = await mkdtemp(join(directory, 'code-'));
    await writeFile(join(other, 'index.js'), code);
    await cloud.replaceCode('Answer', other);
  }

  it('is live for the next invocation, while the one under way ends with the old code, which goes with it', async () => {
    const awaited = join(directory, 'go-on');
    const before = cloud.invoke('Answer', awaited);
    await cloud.log.until(({ line }) => line === 'begun');
    await replace(answering('new'));
    const after = (await cloud.invoke('Answer', undefined)) as { word: string; root: string };
    expect(after.word).toBe('new');
    await writeFile(awaited, '');
    const { word, root } = (await before) as { word: string; root: string };
    expect(word).toBe('old');
    await eventually(() => expect(existsSync(root)).toBe(false));
    expect(existsSync(after.root)).toBe(true);
    expect(cloud.functions()).toMatchObject([
      { logicalId: 'Answer', name: 'test-Answer', environment: { LAMBDA_TASK_ROOT: after.root } },
    ]);
  });

  it('is not taken where it cannot be loaded', async () => {
    await replace(answering('good'));
    await expect(replace('throw new TypeError("no such thing")')).rejects.toThrow(FunctionError);
    expect(await cloud.invoke('Answer', undefined)).toMatchObject({ word: 'good' });
  });
});
