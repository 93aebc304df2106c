import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../bench/support/free-ports.ts';
import { onLoopback, withoutAws } from '../../cli/emulator/emulator-environment.ts';
import { step } from '../../cli/step.ts';
import { type AdapterReport, runAdapterTests } from '../support/adapter-tests.ts';
import { type EmulatorProcess, startEmulator, untilAnswers } from '../support/emulator-process.ts';
import { installFromPyPi } from '../support/install-from-pypi.ts';

/** What came of the tests. */
export interface Report extends AdapterReport {
  readonly emulator: string;
}

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** Runs the tests of the adapters on moto. What it started has ended when it is through or interrupted. */
export async function verify(signal: AbortSignal): Promise<Report> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-moto-'));
  let moto: EmulatorProcess | undefined;
  try {
    const python = await step('installing moto', (onLine) =>
      installFromPyPi('python', requirements, { directory, env: withoutAws(process.env), signal, onLine }),
    );
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    moto = await step('starting moto', () =>
      startEmulator({
        name: 'moto',
        program: python,
        arguments: [path.join(import.meta.dirname, 'serve.py'), String(port)],
        directory,
        env: { ...onLoopback(process.env), PYTHONDONTWRITEBYTECODE: '1' }, // beside these sources
        untilUp: (remedy) => untilAnswers(endpoint, remedy, signal),
      }),
    );
    const report = await runAdapterTests(endpoint, { directory, signal });
    return { emulator: await pinnedVersion(), ...report };
  } finally {
    await step('cleaning up', async () => {
      await moto?.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });
  }
}

async function pinnedVersion(): Promise<string> {
  return `moto ${/^moto==(\S+)/m.exec(await readFile(requirements, 'utf8'))?.[1]}`;
}
