import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onLoopback, withoutAws } from '../../cli/emulator/emulator-environment.ts';
import { step } from '../../cli/step.ts';
import { type AdapterReport, runAdapterTests } from '../support/adapter-tests.ts';
import { type EmulatorProcess, freePort, startEmulator, untilAnswers } from '../support/emulator-process.ts';
import { installFromPyPi } from '../support/install-from-pypi.ts';

/** What came of the tests. */
export interface Report extends AdapterReport {
  readonly emulator: string;
}

/**
 * moto returns of what was updated only what has changed, so that an answer which is in the ride already is not told again.
 * AWS documents neither. A branch that is not told sends its answer to the aggregator as a message, which does no harm.
 */
const gaps = [
  'answers of branches, in DynamoDB are the first of each branch',
  'answers of branches, in DynamoDB keep one of many of the same branch, the same for all',
  'answers of branches, in DynamoDB can be found again by their branch',
  'answers of branches, in DynamoDB are kept of a branch that the ride does not expect',
  'answers of branches, in DynamoDB find nobody pending once the ride was decided: so they know that they are late',
  'what a branch does besides answering driver-matching gives the gather the drivers back whom the ride did not take, however often the message comes',
];

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
        env: onLoopback(process.env),
        untilUp: (remedy) => untilAnswers(endpoint, remedy, signal),
      }),
    );
    const report = await runAdapterTests(endpoint, { directory, gaps, signal });
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
