import path from 'node:path';
import { freePort } from '../../bench/support/free-ports.ts';
import { waitForHealth } from '../../cli/emulator/wait-for-health.ts';
import { startEmulator } from '../support/emulator-process.ts';
import type { ForeignEmulator, StartedEmulator, StartOptions } from '../support/verify-on-emulator.ts';

/** It loads a hundred packages first. */
const startLimitMs = 180_000;

/** LocalEmu, with an executor that runs functions as processes of this machine. It audits each call by the caller's role. */
export const localemu: ForeignEmulator = {
  name: 'LocalEmu',
  target: 'localemu',
  program: 'localemu',
  requirements: path.join(import.meta.dirname, 'requirements.txt'),
  // It is written in the language of 3.12, whatever its package says.
  python: { oldest: [3, 12], fromSource: ['airspeed-ext', 'crontab', 'jsonpath-rw'] },
  start,
  repair: async () => [],
  findingsIn: deniedIn,
};

async function start({ program, directory, env, signal }: StartOptions): Promise<StartedEmulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const emulator = await startEmulator({
    name: 'LocalEmu',
    program,
    arguments: ['start', '--host', '127.0.0.1', '--port', String(port)],
    directory,
    env: {
      ...env,
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      GATEWAY_SERVER: 'hypercorn',
      LOCALEMU_HOST: `localhost:${port}`, // in the URLs of queues, which the functions call, and of APIs
      SQS_ENDPOINT_STRATEGY: 'path',
      // It would look things up on the network at its start.
      DNS_ADDRESS: '0',
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      IAM_ENFORCEMENT: 'soft',
      LAMBDA_RUNTIME_EXECUTOR: 'host',
      LAMBDA_IGNORE_ARCHITECTURE: '1', // they run on this machine's, whatever it is
      LAMBDA_SYNCHRONOUS_CREATE: '1',
      // It looks into a queue again after up to 15 s, where AWS waits for messages.
      LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC: '0.05',
      LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '0.5',
      PYTHONPATH: ['executor', '../moto'].map((it) => path.join(import.meta.dirname, it)).join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: '1', // beside these sources
      LOCALEMU_VOLUME_DIR: directory,
      TMPDIR: directory,
      // The functions run on the first node there: the one that runs this.
      PATH: [path.dirname(process.execPath), env.PATH].join(path.delimiter),
    },
    untilUp: (remedy) =>
      waitForHealth(endpoint, { path: '/_localemu/health', timeLimitMs: startLimitMs, remedy, signal }),
  });
  return { endpoint, ...emulator };
}

/** As the audit logs what a role has called; what was allowed, too, by `executor/localemu_mends.py`. */
const judged =
  /IAM AUDIT (ALLOW|DENY): User: \S+:assumed-role\/([^/]+)\/\S+ is (?:not )?authorized to perform: (\S+) on resource: (\S+)/g;

/**
 * What functions of the stack have called and their roles do not allow, each once. Who deploys has roles, too. An audit that
 * knows of no call of a function has judged none.
 */
export function deniedIn(log: string, stackName: string): readonly string[] {
  const calls = [...log.matchAll(judged)]
    .map(([, decision, role = '', action = '', resource = '']) => ({ decision, role, action, resource }))
    .filter(({ role }) => role.startsWith(`${stackName}-`));
  if (calls.length === 0) return ['the audit of calls has judged no function'];
  const found = calls
    .filter(({ decision }) => decision === 'DENY')
    .map(({ role, action, resource }) => `${role} may not call ${action} of ${resource}`);
  return [...new Set(found)];
}
