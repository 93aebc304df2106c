import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** The circumstances of a measurement. */
export interface Circumstances {
  /** The command that repeats it. */
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** `packages` are those whose versions affect the figures, beside Node's own. */
export function circumstances(command: string, packages: readonly string[]): Circumstances {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores (${model}), ${memory} GiB, ${process.platform} ${process.arch}`,
    versions: { node: process.versions.node, ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])) },
  };
}

/** Searched in the package's folder, as not every package exports its package.json. */
function versionOf(name: string): string {
  const folder = (createRequire(import.meta.url).resolve.paths(name) ?? []).map(
    (root) => `${root}/${name}/package.json`,
  );
  for (const file of folder) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).version;
    } catch {
      // The parent folder may have it.
    }
  }
  return 'not installed';
}
