import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startMinistack } from './ministack-process.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'ministack-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A program that is up on the port that it is told, and has a function running that ends for nobody. */
const up = `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  const worker = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")']);
  const { BIND_HOST, GATEWAY_PORT, PATH } = process.env;
  writeFileSync('told.json', JSON.stringify({ worker: worker.pid, BIND_HOST, PATH }));
  const health = JSON.stringify({ services: {}, version: '1.5.33' });
  const server = createServer((request, response) => response.end(health));
  worker.stdout.once('data', () => server.listen(Number(GATEWAY_PORT), BIND_HOST));`;

async function start(source: string) {
  const program = path.join(directory, 'program.mjs');
  await writeFile(program, `#!${process.execPath}\n${source}`);
  await chmod(program, 0o755);
  const { signal } = new AbortController();
  return startMinistack({ program, directory, env: { PATH: '/usr/bin' }, signal });
}

const told = async () => JSON.parse(await readFile(path.join(directory, 'told.json'), 'utf8'));

describe('MiniStack as a process', () => {
  it('listens on loopback only, and runs functions with the Node that runs this', async () => {
    const { endpoint, stop } = await start(up);
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await told()).toMatchObject({ BIND_HOST: '127.0.0.1', PATH: `${path.dirname(process.execPath)}:/usr/bin` });
    await stop();
  });

  it('leaves no function running when it is stopped', async () => {
    const { pid, stop } = await start(up);
    const { worker } = await told();
    await stop();
    for (const ended of [pid, worker]) {
      await eventually(() => expect(() => process.kill(ended, 0)).toThrow('ESRCH'));
    }
  });

  it('names its log when it ends before it is up', async () => {
    await expect(start('process.exit(1)')).rejects.toThrow(/ended before it was up.*ministack\.log/);
  });
});
