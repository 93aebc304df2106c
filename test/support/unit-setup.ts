// Of the project `unit`, before each of its files.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { afterAll, expect, vi } from 'vitest';

// Files share a process, and what they load. Modules that read the environment when they are loaded, as in Lambda, are loaded
// anew for each file that may want another; and Powertools keeps its store of invocations in a global.
if (/\/test\/(adapters|functions|local)\//.test(expect.getState().testPath ?? '')) vi.resetModules();
const environment = { ...process.env };
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  Reflect.deleteProperty(globalThis, 'awslambda');
});

// Processes, and the threads of the embedded cloud, take seconds to start.
const refusal = (what: string) =>
  function refused(): never {
    throw new Error(`${what}: a test that starts processes or threads belongs to "integration" (vitest.config.ts).`);
  };
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const) {
  Object.assign(childProcess, { [name]: refusal(name) });
}
Object.assign(workerThreads, { Worker: refusal('Worker') });
syncBuiltinESMExports();
