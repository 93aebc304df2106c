import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const outdir = mkdtempSync(path.join(tmpdir(), 'ride-request-app-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe('the app', () => {
  it('makes a stack of its own for a stage of its own', () => {
    expect(run({ stage: 'prod', payments: 'sandbox', nag: 'off' })).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(outdir)).toContain('RideRequest-prod.template.json');
  });

  it('answers a mistyped context with one line', () => {
    const { status, stderr } = run({ simultion: 'on' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Unknown context key "simultion"\. Known keys: [^\n]+\n$/);
  });
});

/** Runs the app as the CDK's command line does, but bundles nothing. */
function run(context: Record<string, string>) {
  const everything = { ...context, 'aws:cdk:bundling-stacks': [] };
  const environment = { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(everything), CDK_VALIDATION: 'false' };
  return spawnSync(process.execPath, [path.join(import.meta.dirname, '../../bin/ride-request.ts')], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
}
