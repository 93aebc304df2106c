import '../support/quiet-telemetry.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MissingEnvironmentError } from '../../adapters/environment.ts';
import { idsOf } from '../../adapters/lambda/ride-scope.ts';
import { logger, metrics } from '../../adapters/lambda/telemetry.ts';
import { routing as locationRouting } from '../../adapters/services/amazon-location.ts';
import { payments as stripePayments } from '../../adapters/services/stripe.ts';
import { variables } from '../../core/names.ts';
import { instantOf } from '../../core/time.ts';
import { defaultSettings, paymentProviders, routings } from '../../lib/settings.ts';
import { type SecretsManager, startSecretsManager } from '../../local/services/secrets-manager.ts';
import { locationError, startLocationServer } from '../support/location-server.ts';
import { northOf } from '../support/places.ts';
import { aRideRequested } from '../support/rides.ts';
import { origin } from '../support/routing-contract.ts';
import type { ScriptedServer } from '../support/scripted-server.ts';

afterEach(() => vi.restoreAllMocks());

const root = path.join(import.meta.dirname, '../..');
const { imports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

describe.each([
  ['routing', routings, defaultSettings.routing],
  ['payments', paymentProviders, defaultSettings.payments],
])('the choice of %s', (name, choices, usual) => {
  const modules: Readonly<Record<string, string>> = imports[`#${name}`];

  it('has a module for each that can be chosen, and the usual one where none is', async () => {
    expect(Object.keys(modules)).toEqual([...choices.filter((choice) => choice !== usual), 'default']);
    expect(modules.default).toBe(`./adapters/services/${usual}.ts`);
    for (const [choice, file] of Object.entries(modules)) {
      if (choice !== 'default') expect(file).toBe(`./adapters/services/${choice}.ts`);
      expect(Object.keys(await import(path.join(root, file)))).toEqual([name]);
    }
  });
});

describe('Amazon Location, as functions use it', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startLocationServer();
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_GEO_ROUTES: `http://127.0.0.1:${server.port}`,
    });
  });
  afterAll(() => server.stop());

  const ride = aRideRequested();
  const route = () => locationRouting().route(origin, northOf(origin, 3), instantOf(Date.now()), ride);

  it('is asked', async () => {
    expect(await route()).toMatchObject({ source: 'routing-service' });
  });

  it('is replaced by an estimate when it fails, which is counted and logged without a position', async () => {
    const warn = vi.spyOn(logger, 'warn');
    const count = vi.spyOn(metrics, 'addMetric');
    server.answerNext(locationError(400, 'ValidationException', { message: `Not at ${origin.lat}`, reason: 'Other' }));
    expect(await route()).toMatchObject({ source: 'estimate' });
    expect(count.mock.calls).toEqual([['RouteEstimated', 'Count', 1]]);
    expect(warn.mock.calls).toEqual([['route estimated', { ...idsOf(ride), fault: 'ValidationException' }]]);
  });
});

describe('Stripe, as functions use it', () => {
  let secrets: SecretsManager;
  beforeAll(async () => {
    secrets = await startSecretsManager();
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = secrets.endpoint;
  });
  afterAll(() => secrets.stop());

  it('needs to know where its key is', () => {
    delete process.env[variables.stripeSecret];
    expect(() => stripePayments()).toThrow(MissingEnvironmentError);
  });

  it('checks nothing before its key is where it should be', async () => {
    process.env[variables.stripeSecret] = secrets.create('stripe', 'AsGenerated');
    await expect(stripePayments().check('pm_card_visa', 'ride_1', 'rider-1')).rejects.toThrow('put one there');
  });
});
