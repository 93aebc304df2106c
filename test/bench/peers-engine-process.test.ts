import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../../bench/peers/engine-process.ts';
import { workVariable } from '../../bench/peers/engines/support/work.ts';
import { freePort } from '../../bench/support/free-ports.ts';
import { branches } from '../../core/branches.ts';
import { eventually } from '../support/eventually.ts';

const enginesFolder = path.join(import.meta.dirname, '../../bench/peers/engines');
const lifecycle = path.join(enginesFolder, 'support/lifecycle.ts');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'engines-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts an engine whose code is given. */
async function startedFrom(code: string, interruption?: Promise<never>) {
  const file = path.join(folder, `engine-${Math.random()}.mjs`);
  await writeFile(file, `import { giveUp, runEngine } from ${JSON.stringify(lifecycle)};\n${code}`);
  return startEngine(file, {}, interruption);
}

function running(engine: Awaited<ReturnType<typeof startEngine>>): RunningEngine {
  if ('lacks' in engine) throw new Error(engine.lacks);
  return engine;
}

async function isReachable(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

describe('an engine', () => {
  it('does all branches of each request, and ends when it is told to', async () => {
    const engine = running(await startEngine(path.join(enginesFolder, 'promise-all.ts'), { [workVariable]: 'timers' }));
    const delays = Object.keys(branches).map((_, index, { length }) => length - index);
    const body = JSON.stringify({ delays });
    const answer = await fetch(engine.url, { method: 'POST', body });
    expect(await answer.json()).toEqual(delays);
    await engine.stop();
    await expect(engine.failure).rejects.toThrow('ended with exit code 0');
  });

  it('may say what it lacks', async () => {
    expect(await startedFrom(`giveUp('a server');`)).toEqual({ lacks: 'a server' });
  });

  it('that fails tells why', async () => {
    await expect(startedFrom(`throw new Error('no memory');`)).rejects.toThrow(/exit code 1.+no memory/s);
  });

  it('that fails later tells it then', async () => {
    const code = `await runEngine(async () => ({ url: 'x', versions: {}, stop() {} }));`;
    const engine = running(await startedFrom(`setTimeout(() => process.exit(3), 200);\n${code}`));
    await expect(engine.failure).rejects.toThrow('exit code 3');
  });

  it('takes what it has started with it, even when it forgets to', async () => {
    const port = await freePort();
    const server = `http.createServer().listen(${port}, '127.0.0.1', () => console.log('listens'))`;
    const engine = running(
      await startedFrom(`
        import { spawn } from 'node:child_process';
        import { once } from 'node:events';
        const { stdout } = spawn(process.execPath, ['-e', ${JSON.stringify(server)}]);
        await once(stdout, 'data');
        await runEngine(async () => ({ url: 'x', versions: {}, stop() {} }));`),
    );
    expect(await isReachable(port)).toBe(true);
    await engine.stop();
    await eventually(async () => expect(await isReachable(port)).toBe(false));
  });

  it('is let end in its own way', async () => {
    const trace = path.join(folder, 'trace');
    const engine = running(
      await startedFrom(`
        import { writeFile } from 'node:fs/promises';
        const stop = () => writeFile(${JSON.stringify(trace)}, 'stopped');
        await runEngine(async () => ({ url: 'x', versions: {}, stop }));`),
    );
    await engine.stop();
    expect(await readFile(trace, 'utf8')).toBe('stopped');
  });

  it('that starts when all is interrupted is ended', async () => {
    const { promise: interruption, reject } = Promise.withResolvers<never>();
    interruption.catch(() => {}); // The engine's file may not be written by then.
    setTimeout(() => reject(new Error('interrupted')), 10);
    const code = `await runEngine(() => new Promise((resolve) => setTimeout(resolve, 200, { stop() {} })));`;
    await expect(startedFrom(code, interruption)).rejects.toThrow('interrupted');
  });
});
