import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of an installed package: one of bench/peers, or else one of the project's. */
export function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version;
    } catch {
      // The parent folder may have it.
    }
  }
  return 'unknown';
}
