import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { subscribers } from '../../core/subscribers.ts';
import { handlerEntry } from '../fixtures/another-branch/handler-entry.ts';
import { registry } from '../fixtures/another-branch/registry.ts';
import { synthesizeAnew } from './synthesize.ts';

describe('a fifth branch', () => {
  const { template, functionNamed, outdir } = synthesizeAnew(
    { branches: registry, handlerEntry, simulation: true, push: true },
    { bundled: true },
  );
  const { Properties } = functionNamed('another-branch');

  it('has a lane from its registry entry alone', () => {
    template.resourceCountIs('AWS::SNS::Subscription', Object.keys(registry).length + subscribers.length);
    expect(Properties.Timeout).toBe(3);
    expect(Properties.Environment.Variables).toMatchObject({
      SIMULATION: 'on',
      MAX_ATTEMPTS: '10',
      BRANCH_RESULTS_QUEUE: expect.anything(),
      RIDES_TABLE: expect.anything(),
    });
  });

  it('is expected of every ride', () => {
    const { BRANCHES } = functionNamed('api').Properties.Environment.Variables;
    expect(JSON.parse(BRANCHES)).toHaveProperty('another-branch', 'optional');
  });

  it('is bundled from its own folder', () => {
    const folder = path.join(outdir, `asset.${Properties.Code.S3Key.replace('.zip', '')}`);
    expect(readdirSync(folder)).toEqual(['index.js', 'index.js.map']);
    expect(readFileSync(path.join(folder, 'index.js'), 'utf8')).toContain('batchItemFailures');
  });

  it('and the others are bundled with all that they import', () => {
    const code = readFileSync(path.join(outdir, 'bundles/api/index.js'), 'utf8');
    const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name.replace('node:', ''));
    expect(required.length).toBeGreaterThan(0);
    const optional = '@aws-sdk/signature-v4-crt'; // named in one of the SDK's error messages
    expect(required.filter((name) => !builtinModules.includes(name) && name !== optional)).toEqual([]);
  });
});
