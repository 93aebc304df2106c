import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOnLoopback } from '../../bench/peers/engines/support/redis.ts';
import { engines } from '../../bench/peers/engines.ts';
import { isInstalled } from '../../bench/peers/installed.ts';
import { readOptions } from '../../bench/peers/options.ts';
import { UsageError } from '../../cli/errors.ts';

describe('the options', () => {
  it('ask for every engine, three times, unless they say otherwise', () => {
    expect(readOptions([])).toEqual({ rounds: 3, rides: 12, chosen: engines, work: 'rides', json: false });
  });

  it('choose engines by name, each once', () => {
    const { chosen } = readOptions(['--engines', 'ride-request,promise-all,ride-request']);
    expect(chosen.map(({ name }) => name)).toEqual(['ride-request', 'promise-all']);
  });

  it('are refused when they make no sense', () => {
    for (const args of [
      ['--engines', 'temporal'],
      ['--rounds', '0'],
      ['--rides', '1.5'],
      ['--callers', '1'],
      ['--work', 'sleep'],
    ]) {
      expect(() => readOptions(args)).toThrow(UsageError);
    }
  });
});

describe('a Redis of the user', () => {
  it('has to be on loopback', () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '127.1.2.3']) {
      expect(isOnLoopback(`redis://:secret@${host}:6379/1`)).toBe(true);
    }
    for (const host of ['10.0.0.1', 'redis.example', '127.0.0.1.example', 'localhost.example', '[::2]']) {
      expect(isOnLoopback(`redis://${host}:6379`)).toBe(false);
    }
    expect(isOnLoopback('127.0.0.1:6379')).toBe(false);
  });
});

describe('the other engines', () => {
  let folder: string;
  const install = async (name: string, version: string) => {
    await mkdir(path.join(folder, 'node_modules', name), { recursive: true });
    await writeFile(path.join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ version }));
  };
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'peers-'));
    await writeFile(
      path.join(folder, 'package.json'),
      JSON.stringify({ dependencies: { one: '1.0.0', '@a/two': '2.0.0' } }),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are installed when each is there in the version that is asked for', async () => {
    expect(isInstalled(folder)).toBe(false);
    await install('one', '1.0.0');
    expect(isInstalled(folder)).toBe(false);
    await install('@a/two', '1.9.9');
    expect(isInstalled(folder)).toBe(false);
    await install('@a/two', '2.0.0');
    expect(isInstalled(folder)).toBe(true);
  });
});
