import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The other engines could not be installed. */
export class InstallError extends Error {
  constructor(folder: string) {
    super(
      `The other engines could not be installed. Try \`npm ci --prefix ${folder}\`, or leave them out with` +
        ' --engines promise-all,ride-request.',
    );
    this.name = 'InstallError';
  }
}

/** Installs the dependencies of a folder's package.json, unless they are there. Throws `InstallError`. */
export async function install(folder: string, signal: AbortSignal): Promise<void> {
  if (isInstalled(folder)) return;
  console.error(`installing the other engines into ${folder}, about 240 MB, only once`);
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--prefix', folder, '--loglevel', 'error'], {
    stdio: ['ignore', 2, 2],
    signal,
  });
  const [code] = await once(npm, 'close');
  if (code !== 0) throw new InstallError(folder);
}

/** Whether each dependency of a folder's package.json is installed in exactly that version. */
export function isInstalled(folder: string): boolean {
  const dependencies: Record<string, string> = JSON.parse(read(folder) ?? '{}').dependencies;
  return Object.entries(dependencies).every(([name, version]) => {
    const found = read(path.join(folder, 'node_modules', name));
    return found !== undefined && JSON.parse(found).version === version;
  });
}

function read(packageFolder: string): string | undefined {
  try {
    return readFileSync(path.join(packageFolder, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
}
