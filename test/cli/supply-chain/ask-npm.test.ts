import { describe, expect, it } from 'vitest';
import { advisoriesVerdict, signaturesVerdict } from '../../../cli/supply-chain/ask-npm.ts';

const saying = (answer: unknown) => () => JSON.stringify(answer);

describe('signatures', () => {
  it('are well where npm misses none', () => {
    expect(signaturesVerdict(saying({ invalid: [], missing: [] }))).toEqual({ subject: 'signatures', findings: [] });
  });

  it('are named where they are false or missing', () => {
    const a = { name: 'a', version: '1.0.0', registry: 'https://registry.npmjs.org/', code: 'EINTEGRITYSIGNATURE' };
    const b = { ...a, name: '@s/b' };
    expect(signaturesVerdict(saying({ invalid: [a], missing: [b] })).findings).toEqual([
      "a@1.0.0 has a signature that is not the registry's",
      '@s/b@1.0.0 is not signed, though the registry signs',
    ]);
  });
});

describe('advisories', () => {
  it('are asked for what is deployed', () => {
    const asked: (readonly string[])[] = [];
    const verdict = advisoriesVerdict((args) => {
      asked.push(args);
      return JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} });
    });
    expect(verdict).toEqual({ subject: 'advisories', findings: [] });
    expect(asked).toEqual([['audit', '--omit=dev', '--json']]);
  });

  it('are named with their severity', () => {
    const vulnerabilities = { a: { name: 'a', severity: 'high', range: '<1.2.0', via: [], fixAvailable: true } };
    expect(advisoriesVerdict(saying({ vulnerabilities })).findings).toEqual(['a <1.2.0: high']);
  });
});

describe.each([
  ['signatures', signaturesVerdict],
  ['advisories', advisoriesVerdict],
] as const)('%s are not known', (_, verdictOn) => {
  it.each([
    [{ message: '405 Method Not Allowed - POST https://registry', error: { summary: '', detail: '' } }, '405 Method'],
    [
      { error: { code: 'ENOTFOUND', summary: 'request to https://keys failed', detail: '' } },
      'request to https://keys',
    ],
    [{}, 'nothing that is understood'],
  ])('where npm says %j', (answer, why) => {
    const { findings, unanswered } = verdictOn(saying(answer));
    expect(findings).toEqual([]);
    expect(unanswered).toContain(why);
  });

  it('where npm says nothing', () => {
    expect(verdictOn(() => '').unanswered).toContain('nothing that is understood');
  });
});
