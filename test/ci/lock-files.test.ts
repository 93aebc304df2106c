import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '../..');

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

const installedBy = (lockFile: string): [at: string, Locked][] => {
  const { packages } = JSON.parse(readFileSync(path.join(root, lockFile), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages).filter(([at]) => at !== '');
};

/** `npm run check:supply-chain` has lockfile-lint check the hashes and addresses that there are. */
it.each(['package-lock.json', 'client/generator/package-lock.json', 'bench/peers/package-lock.json'])(
  '%s has a hash for every package, or for the one in whose archive it lies',
  (lockFile) => {
    const installed = installedBy(lockFile);
    expect(installed.length).toBeGreaterThan(10);
    const unhashed = installed.filter(([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-'));
    expect([...unhashed, ...installed.filter(([, { link }]) => link)]).toEqual([]);
  },
);

it('only packages that `allowScripts` names have install scripts', () => {
  const scripts = installedBy('package-lock.json').filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = scripts.map(([at]) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect([...new Set(names)].sort()).toEqual(Object.keys(manifest.allowScripts).sort());
});
