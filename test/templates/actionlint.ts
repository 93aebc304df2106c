import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { withoutAws } from '../../cli/emulator/emulator-environment.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { CommandError } from '../../cli/errors.ts';
import { UnavailableError } from '../support/unavailable-error.ts';
import type { Checked, Finding } from './report.ts';

/** Names actionlint and all that it is made of, by version and hash. */
const moduleDirectory = path.join(import.meta.dirname, 'actionlint');
const projectDirectory = path.join(import.meta.dirname, '../..');
const workflows = '.github/workflows';

/** What is read of the JSON that actionlint writes. */
const resultsSchema = z.array(
  z.object({ message: z.string(), filepath: z.string(), line: z.number(), kind: z.string() }),
);

/**
 * Has actionlint look at GitHub's workflows. It is built by Go from its module, as its package on PyPI downloads a program
 * from elsewhere when it is installed, which no hash in a list of requirements covers. Throws `UnavailableError` without
 * Go or the module.
 */
export async function lintWorkflows(directory: string, signal: AbortSignal): Promise<Checked> {
  const env = withoutAws(process.env);
  const program = path.join(directory, 'actionlint');
  await runChild('go', ['build', '-mod=readonly', '-o', program, 'github.com/rhysd/actionlint/cmd/actionlint'], {
    what: 'Building actionlint',
    cwd: moduleDirectory,
    env,
    signal,
  }).catch(unavailable);
  const files = (await readdir(path.join(projectDirectory, workflows))).map((name) => `${workflows}/${name}`);
  // Without what else may be on this machine, so that it says the same on each.
  const options = ['-format', '{{json .}}', '-shellcheck=', '-pyflakes='];
  const output = await promisify(execFile)(program, [...options, ...files], {
    cwd: projectDirectory,
    env,
    signal,
  }).catch((error: { code?: unknown; stdout?: string }) => {
    // 1: it has found something. Anything else is a failure of its own.
    if (error.code !== 1 || error.stdout === undefined) throw error;
    return { stdout: error.stdout };
  });
  return { checker: 'actionlint', subjects: files, findings: findingsIn(JSON.parse(output.stdout)) };
}

/** What Go says when there is no way to its modules. Hashes that don't match are something else, and a failure. */
const unreachable =
  /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|GOPROXY=off|TLS handshake timeout/;

/** What an old one says of the module's description. From 1.21 on Go brings a newer one by itself. */
const outdated = /requires go >=|unknown directive|invalid go version/;

function unavailable(error: unknown): never {
  const message = error instanceof CommandError ? error.message : '';
  if (message.includes('ENOENT')) throw new UnavailableError('there is no Go on the PATH', { cause: error });
  if (outdated.test(message)) throw new UnavailableError('this Go is older than 1.21', { cause: error });
  if (unreachable.test(message)) throw new UnavailableError('its Go module can not be downloaded', { cause: error });
  throw error;
}

export function findingsIn(results: unknown): Finding[] {
  return resultsSchema
    .parse(results)
    .map(({ message, filepath, line, kind }) => ({ subject: filepath, message: `line ${line}: ${message} (${kind})` }));
}
