import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockFileVerdict } from '../../../cli/supply-chain/lock-file.ts';

const json = (name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const integrity = 'sha512-Zm9v';

describe("this project's lock file", () => {
  it('installs nothing but what was locked', () => {
    const { subject, findings } = lockFileVerdict(json('package-lock.json'), json('package.json'));
    expect(subject).toMatch(/\(\d{3} packages\)/);
    expect(findings).toEqual([]);
  });
});

describe('the look at a lock file', () => {
  it.each([
    ['a package from the registry', { 'node_modules/a': { integrity } }],
    ['one that says so', { 'node_modules/a': { integrity, resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' } }],
    [
      'one inside of another',
      {
        'node_modules/@s/a': { integrity },
        'node_modules/@s/a/node_modules/b/node_modules/c': { inBundle: true },
      },
    ],
    ['an install script that is allowed', { 'node_modules/esbuild': { integrity, hasInstallScript: true } }],
  ])('passes %s', (_, packages) => {
    expect(findingsIn(packages)).toEqual([]);
  });

  it.each([
    ['no hash', { 'node_modules/a': {} }, 'node_modules/a has no hash'],
    [
      'a bundled one whose bundler has no hash',
      {
        'node_modules/a': { resolved: 'https://registry.npmjs.org/a.tgz' },
        'node_modules/a/node_modules/b': { inBundle: true },
      },
      'node_modules/a/node_modules/b has no hash',
    ],
    ['a weak hash', { 'node_modules/a': { integrity: 'sha1-Zm9v' } }, 'weak hash: sha1-Zm9v'],
    [
      'another registry',
      { 'node_modules/a': { integrity, resolved: 'https://registry.npmjs.org.example.com/a.tgz' } },
      'comes from https://registry.npmjs.org.example.com/a.tgz',
    ],
    [
      'a repository',
      { 'node_modules/a': { integrity, resolved: 'git+ssh://git@github.com/a/a.git#abc' } },
      'comes from git+ssh:',
    ],
    ['a folder', { 'node_modules/a': { link: true, resolved: '../a' } }, 'is a link to a folder'],
    [
      'an install script that nobody allowed',
      { 'node_modules/a/node_modules/b': { integrity, hasInstallScript: true } },
      'node_modules/a/node_modules/b has an install script',
    ],
  ])('finds %s', (_, packages, finding) => {
    expect(findingsIn(packages)).toContainEqual(expect.stringContaining(finding));
  });

  it.each([
    'git+https://github.com/a/a.git',
    'a/a',
    'https://example.com/a.tgz',
    'file:../a',
    'npm:b@1.0.0',
    '*',
    'latest',
  ])('finds a package.json that asks for %s', (specifier) => {
    const { findings } = lockFileVerdict({ packages: {} }, { devDependencies: { a: specifier } });
    expect(findings).toEqual([`package.json asks for a at ${specifier}`]);
  });
});

function findingsIn(packages: object): readonly string[] {
  return lockFileVerdict({ packages: { '': {}, ...packages } }, { allowScripts: { esbuild: true, a: false } }).findings;
}
