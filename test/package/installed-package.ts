import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const projectDirectory = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A folder of somebody else's where the package is installed. */
export interface InstalledPackage {
  readonly directory: string;
  /** Runs the package's command. */
  command(args: readonly string[], environment?: Record<string, string>): Promise<Ended>;
  /** Runs Node in the folder. */
  node(...args: readonly string[]): Promise<Ended>;
  write(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Packs the project and installs the tarball into a folder of its own: unpacked, as npm does it, with links to those
 * packages that its manifest asks for, and to no other. A package that is used and not asked for is not found there.
 */
export async function installPackage(): Promise<InstalledPackage> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-package-'));
  const modules = path.join(directory, 'node_modules');
  const home = path.join(modules, 'ride-request');
  await mkdir(home, { recursive: true });
  await run('npm', ['pack', '--silent', '--pack-destination', directory], { cwd: projectDirectory });
  await run('tar', ['-xzf', path.join(directory, 'ride-request-0.1.0.tgz'), '-C', home, '--strip-components=1']);
  const { dependencies, bin } = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) await link(name, modules);
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }');

  const node = (args: readonly string[], environment: Record<string, string> = {}) =>
    new Promise<Ended>((resolve) => {
      const { RIDE_REQUEST_DIRECTORY: _, ...inherited } = process.env;
      const options = { cwd: directory, env: { ...inherited, ...environment } };
      execFile(process.execPath, [...args], options, (failure, out, error) =>
        resolve({ code: failure ? Number(failure.code) : 0, out, error }),
      );
    });
  return {
    directory,
    command: (args, environment) => node([path.join(home, bin['ride-request']), ...args], environment),
    node: (...args) => node(args),
    write: (file, text) => writeFile(path.join(directory, file), text),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function link(name: string, modules: string): Promise<void> {
  const place = path.join(modules, name);
  await mkdir(path.dirname(place), { recursive: true });
  await symlink(path.join(projectDirectory, 'node_modules', name), place);
}
