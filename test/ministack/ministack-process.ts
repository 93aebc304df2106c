import path from 'node:path';
import { freePort } from '../../bench/support/free-ports.ts';
import { emulatedRegion } from '../../cli/emulator/emulator-environment.ts';
import { waitForHealth } from '../../cli/emulator/wait-for-health.ts';
import { startEmulator } from '../support/emulator-process.ts';
import type { StartedEmulator, StartOptions } from '../support/verify-on-emulator.ts';

const startLimitMs = 60_000;

/** Starts MiniStack on a free port of loopback and waits until it is up. Its log is `ministack.log` in the directory. */
export async function startMinistack({ program, directory, env, signal }: StartOptions): Promise<StartedEmulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const ministack = await startEmulator({
    name: 'MiniStack',
    program,
    directory,
    env: {
      ...env,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1', // in the URLs of queues, which the functions call
      MINISTACK_REGION: emulatedRegion,
      TMPDIR: directory,
      LAMBDA_EXECUTOR: 'local', // functions are processes, with or without Docker on this machine
      // The functions run on the first node there: the one that runs this.
      PATH: [path.dirname(process.execPath), env.PATH].join(path.delimiter),
    },
    untilUp: (remedy) => waitForHealth(endpoint, { timeLimitMs: startLimitMs, remedy, signal }),
  });
  return { endpoint, ...ministack };
}
