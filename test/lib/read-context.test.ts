import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contextKeys, readContext } from '../../lib/read-context.ts';
import { defaultSettings } from '../../lib/settings.ts';
import { escapedPattern } from '../support/escaped-pattern.ts';

const stripeSecretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:rides/stripe-AbC123';

describe('the context', () => {
  it('says nothing by default: stage dev, rules checked', () => {
    expect(readContext({})).toEqual({ nag: true, settings: { stage: 'dev' } });
  });

  it('reads what the command line says', () => {
    const context = {
      stage: 'prod',
      target: 'aws',
      simulation: 'off',
      deadlineSeconds: '30',
      driverFreshSeconds: '60',
      retentionDays: '7',
      requestsPerSecond: '100',
      reservedConcurrency: '10',
      receiptSender: 'receipts@rides.example.com',
      functionTimeoutSeconds: '1',
      ridesPerMinute: '5',
      concurrency: '400',
      allowedOrigin: 'https://console.example.com',
      nag: 'off',
      routing: 'amazon-location',
      payments: 'stripe',
      stripeSecretArn,
    };
    expect(readContext(context)).toEqual({
      nag: false,
      settings: {
        stage: 'prod',
        target: 'aws',
        simulation: false,
        deadlineSeconds: 30,
        driverFreshSeconds: 60,
        retentionDays: 7,
        requestsPerSecond: 100,
        reservedConcurrency: 10,
        receiptSender: 'receipts@rides.example.com',
        functionTimeoutSeconds: 1,
        ridesPerMinute: 5,
        concurrency: 400,
        allowedOrigin: 'https://console.example.com',
        routing: 'amazon-location',
        payments: 'stripe',
        stripeSecretArn,
      },
    });
  });

  it("passes over CDK's own keys", () => {
    const context = { '@aws-cdk/aws-iam:minimizePolicies': true, 'aws:cdk:bundling-stacks': [] };
    expect(readContext({ ...context, 'acknowledged-issue-numbers': [1] })).toEqual(readContext({}));
  });

  it.each([
    ['stage', 'test', 'dev or prod'],
    ['target', 'azure', 'aws or localstack or embedded'],
    ['simulation', 'yes', 'on or off'],
    ['simulation', true, 'on or off'],
    ['nag', '', 'on or off'],
    ['deadlineSeconds', '0', '1 to 900'],
    ['deadlineSeconds', '901', '1 to 900'],
    ['deadlineSeconds', '1.5', 'a whole number'],
    ['deadlineSeconds', '-1', 'a whole number'],
    ['deadlineSeconds', '1e2', 'a whole number'],
    ['driverFreshSeconds', '0', '1 to 86400'],
    ['driverFreshSeconds', '86401', '1 to 86400'],
    ['retentionDays', 'ever', '1 to 3650'],
    ['reservedConcurrency', '1', '2 to 1000'],
    ['receiptSender', 'receipts', 'an e-mail address'],
    ['receiptSender', 'a@b.c, d@e.f', 'an e-mail address'],
    ['allowedOrigin', '*', 'an origin'],
    ['allowedOrigin', 'null', 'an origin'],
    ['allowedOrigin', 'https://*', 'an origin'],
    ['allowedOrigin', 'https://*.example.com', 'an origin'],
    ['allowedOrigin', 'http://console.example.com', 'an origin'],
    ['allowedOrigin', 'https://console.example.com/', 'an origin'],
    ['allowedOrigin', 'http://localhost.example.com', 'an origin'],
    ['allowedOrigin', 'http://127.0.0.1.example.com', 'an origin'],
    ['ridesPerMinute', '0', '1 to 100000'],
    ['concurrency', '2', '3 to 1000000'],
    ['functionTimeoutSeconds', '', 'a whole number'],
    ['routing', 'google', 'estimate or amazon-location'],
    ['payments', 'cash', 'sandbox or stripe'],
    ['stripeSecretArn', 'rides/stripe', 'the whole ARN'],
    ['stripeSecretArn', stripeSecretArn.slice(0, -7), 'the whole ARN'],
    ['stripeSecretArn', `${stripeSecretArn},${stripeSecretArn}`, 'the whole ARN'],
    ['stripeSecretArn', stripeSecretArn, 'nothing, unless payments is stripe'],
    ['issuer', 'http://login.example', 'an https URL'],
    ['issuer', 'login.example', 'an https URL'],
    ['issuer', 'https://login.example/#a', 'fragment'],
    ['issuer', 'https://me:secret@login.example', 'user'],
    ['issuer', '', 'an https URL'],
    ['issuer', 'https:login.example', 'an https URL'],
    ['issuer', 'https:/login.example', 'an https URL'],
    ['issuer', 'https:\\\\login.example', 'an https URL'],
    ['signInReturnUrl', 'https:app.example', 'an https URL'],
    ['signInReturnUrl', 'https:/app.example', 'an https URL'],
    ['audience', '', 'a word'],
    ['audience', 'two words', 'a word'],
    ['audience', 'x'.repeat(256), 'a word'],
    ['signInReturnUrl', 'http://app.example/', 'an https URL'],
    ['signInReturnUrl', 'http://localhost.example/', 'an https URL'],
    ['signInReturnUrl', 'https://app.example/#a', 'without a fragment'],
    ['signInReturnUrl', 'app', 'an https URL'],
    ['console', 'yes', 'on or off'],
    ['userPoolPlan', 'plus', 'lite or essentials'],
    ['userPoolMfa', 'optional', 'off or required'],
    ['userPoolSender', 'rides', 'an e-mail address'],
    ['userPoolSenderIdentity', 'com', 'an e-mail address or a domain'],
    ['userPoolSenderIdentity', 'example.com', 'userPoolSender, its domain'],
  ])('refuses %s=%o, naming both and what is allowed', (key, value, allowed) => {
    const said = escapedPattern(JSON.stringify(value));
    const refusal = expect.stringMatching(new RegExp(`"${key}".*${said}.*${allowed}`));
    expect(() => readContext({ [key]: value })).toThrow(expect.objectContaining({ message: refusal }));
  });

  it.each(['https://console.example.com:8443', 'http://localhost:5173', 'http://127.0.0.1:4100'])(
    'reads the origin %s',
    (allowedOrigin) => {
      expect(readContext({ allowedOrigin }).settings).toMatchObject({ allowedOrigin });
    },
  );

  it.each(['simultion', 'constructor'])('refuses the unknown key %s, naming those that are known', (key) => {
    expect(() => readContext({ [key]: 'on' })).toThrow(new RegExp(`"${key}".*simulation, deadlineSeconds`));
  });

  it('takes an issuer with its audience as they are', () => {
    const named = { issuer: 'https://login.example/tenant/', audience: 'https://rides.example' };
    expect(readContext(named).settings).toMatchObject(named);
  });

  it.each([
    ['issuer', 'https://login.example', 'audience'],
    ['audience', 'rides', 'issuer'],
  ])('refuses %s=%o alone', (key, value, other) => {
    expect(() => readContext({ [key]: value })).toThrow(
      `Context "${key}" cannot be "${value}". Allowed: only together with ${other}.`,
    );
  });

  it('refuses an issuer with a query', () => {
    expect(() => readContext({ issuer: 'https://login.example/?a=1' })).toThrow('https URL without query');
  });

  it.each(['developmentKeys', 'developmentIssuer', 'tokenKeys'])('has no key %s that would name keys', (key) => {
    expect(() => readContext({ [key]: '{"keys":[]}' })).toThrow(/Unknown context key/);
  });

  it.each(['localstack', 'embedded'])('refuses target %s in prod', (target) => {
    expect(() => readContext({ stage: 'prod', target, payments: 'sandbox' })).toThrow(/"target".*prod/);
  });

  it.each(['localstack', 'embedded'])('refuses to have target %s call services of the world outside', (target) => {
    expect(() => readContext({ target, routing: 'amazon-location' })).toThrow(/"routing".*estimate where target/);
    expect(() => readContext({ target, payments: 'stripe' })).toThrow(/"payments".*sandbox where target/);
    expect(readContext({ target, routing: 'estimate', payments: 'sandbox' }).settings.target).toBe(target);
  });

  it('has it said in prod who checks payments', () => {
    expect(() => readContext({ stage: 'prod' })).toThrow(/"payments" is required.*stripe, or sandbox.*prod/);
    expect(() => readContext({ stage: 'prod', payments: '' })).toThrow(/"payments" cannot be ""/);
    expect(readContext({ stage: 'prod', payments: 'sandbox' }).settings.payments).toBe('sandbox');
  });

  it('refuses the console where it cannot be served, or nobody could sign in to it', () => {
    for (const target of ['localstack', 'embedded']) {
      const refusal = new RegExp(`"console" cannot be "on".*off where target is ${target}`);
      expect(() => readContext({ target, console: 'on' })).toThrow(refusal);
      expect(readContext({ target, console: 'off' }).settings.console).toBe(false);
    }
    const issuer = { issuer: 'https://login.example', audience: 'rides' };
    expect(() => readContext({ ...issuer, console: 'on' })).toThrow(/"console" cannot be "on".*off where.*issuer/);
    expect(readContext({ console: 'on' }).settings.console).toBe(true);
  });

  it.each(['rides@mail.example.com', 'mail.example.com', 'example.com'])(
    "takes %s for what SES has verified of the user pool's sender",
    (userPoolSenderIdentity) => {
      const said = { userPoolSender: 'rides@mail.example.com', userPoolSenderIdentity };
      expect(readContext(said).settings).toMatchObject(said);
    },
  );

  it.each(['ample.com', 'example.org', 'other@mail.example.com', 'a.mail.example.com'])(
    "refuses %s for what SES has verified of the user pool's sender",
    (userPoolSenderIdentity) => {
      const said = { userPoolSender: 'rides@mail.example.com', userPoolSenderIdentity };
      expect(() => readContext(said)).toThrow(/"userPoolSenderIdentity" cannot be.*userPoolSender, its domain/);
    },
  );

  it.each([
    ['userPoolPlan', 'essentials'],
    ['userPoolMfa', 'required'],
    ['userPoolSender', 'rides@example.com'],
    ['signInReturnUrl', 'https://app.example/'],
  ])('refuses %s=%s where the stack has no user pool of its own', (key, value) => {
    for (const other of [{ issuer: 'https://login.example', audience: 'rides' }, { target: 'embedded' }]) {
      expect(() => readContext({ ...other, [key]: value })).toThrow(new RegExp(`"${key}".*no user pool of its own`));
    }
  });

  it('refuses push where there is no service for it', () => {
    expect(() => readContext({ target: 'localstack', push: 'on' })).toThrow(/"push" cannot be "on".*off.*localstack/);
    expect(readContext({ target: 'localstack', push: 'off' }).settings.push).toBe(false);
    expect(readContext({ push: 'on' }).settings.push).toBe(true);
  });

  it('refuses simulation in prod', () => {
    expect(() => readContext({ stage: 'prod', simulation: 'on' })).toThrow(/"simulation".*prod/);
  });
});

describe('docs/operate/deploy.md', () => {
  const page = readFileSync(new URL('../../docs/operate/deploy.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (.+?) +\| `?(.+?)`? +\|/gm)].map(([, ...cells]) => cells);

  it('describes every key, and no other', () => {
    expect(rows.map(([key]) => key)).toEqual(contextKeys);
  });

  it.each(rows)('says of %s what is allowed (%s), and the default (%s)', (key = '', allowed, fallback) => {
    expect(() => readContext({ [key]: '\0' })).toThrow(`Allowed: ${allowed}.`);
    const defaults: Record<string, unknown> = { ...defaultSettings, nag: readContext({}).nag };
    expect(fallback).toBe(inWords(defaults[key]));
  });
});

function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value ?? 'none');
}
