import { longestApiTimeoutSeconds } from '../core/names.ts';
import { ContextError } from './context-error.ts';
import { hasPart } from './has-part.ts';
import { identitiesOf } from './sender-identities.ts';
import {
  paymentProviders,
  routings,
  type Settings,
  type Stage,
  stages,
  targets,
  userPoolMfas,
  userPoolPlans,
} from './settings.ts';

/** The settings of `cdk synth -c key=value`. */
export interface Context {
  readonly settings: ContextSettings;
  /** Whether the synthesized stack is checked against cdk-nag's AwsSolutions and Serverless rules. */
  readonly nag: boolean;
}

type ContextSettings = Partial<Settings> & { readonly stage: Stage };

type Reader = (key: string, value: unknown) => unknown;

const readers = {
  stage: oneOf(stages),
  target: oneOf(targets),
  simulation: onOrOff,
  deadlineSeconds: wholeNumber(1, 900), // SQS delays a message for 15 minutes at most
  driverFreshSeconds: wholeNumber(1, 86_400),
  retentionDays: wholeNumber(1, 3650),
  requestsPerSecond: wholeNumber(1, 10_000),
  concurrency: wholeNumber(3, 1_000_000),
  burst: wholeNumber(4, 1_000_000),
  reservedConcurrency: wholeNumber(2, 1000), // an event source mapping's concurrency is at least two
  receiptSender: emailAddress,
  apiTimeoutSeconds: wholeNumber(1, longestApiTimeoutSeconds),
  functionTimeoutSeconds: wholeNumber(1, 900),
  alarmEmail: emailAddress,
  nag: onOrOff,
  ridesPerMinute: wholeNumber(1, 100_000),
  allowedOrigin: origin,
  routing: oneOf(routings),
  payments: oneOf(paymentProviders),
  stripeSecretArn: secretArn,
  issuer: issuerUrl,
  audience: word,
  signingKeySeconds: wholeNumber(60, 86_400),
  signInReturnUrl: returnUrl,
  userPoolPlan: oneOf(userPoolPlans),
  userPoolMfa: oneOf(userPoolMfas),
  userPoolSender: emailAddress,
  userPoolSenderIdentity: senderIdentity,
  push: onOrOff,
  console: onOrOff,
} satisfies Record<string, Reader>;

type Key = keyof typeof readers;

/** The allowed keys, with their parsers. */
export const contextKeys = Object.keys(readers) as readonly Key[];

type Values = { -readonly [K in Key]?: ReturnType<(typeof readers)[K]> };

/**
 * Reads the app's context. CDK's own keys are ignored.
 * @throws ContextError naming the key, its value and the allowed values.
 */
export function readContext(context: Readonly<Record<string, unknown>>): Context {
  const own = Object.entries(context).filter(([key]) => !isCdks(key));
  const values: Values = Object.fromEntries(own.map(([key, value]) => [key, readerOf(key)(key, value)]));
  const { nag = true, stage = 'dev', ...rest } = values;
  if (stage === 'prod' && rest.simulation) {
    throw new ContextError('simulation', 'on', 'off where stage is prod');
  }
  if (stage === 'prod' && (rest.target ?? 'aws') !== 'aws') {
    throw new ContextError('target', rest.target, 'aws where stage is prod');
  }
  if ((rest.issuer === undefined) !== (rest.audience === undefined)) {
    const [one, other] = rest.issuer === undefined ? ['audience', 'issuer'] : ['issuer', 'audience'];
    throw new ContextError(one, values[one as Key], `only together with ${other}`);
  }
  for (const part of ['push', 'console'] as const) {
    if (rest[part] && !hasPart({ target: rest.target ?? 'aws' }, part)) {
      throw new ContextError(part, 'on', `off where target is ${rest.target}`);
    }
  }
  if (rest.console && rest.issuer !== undefined) {
    throw new ContextError(
      'console',
      'on',
      "off where issuer is set: the console signs in through the stack's own user pool",
    );
  }
  checkUserPool(rest);
  checkServices(stage, rest);
  return { nag, settings: { ...rest, stage } };
}

const ofUserPool = [
  'userPoolPlan',
  'userPoolMfa',
  'userPoolSender',
  'userPoolSenderIdentity',
  'signInReturnUrl',
] as const;

/** Rejects settings of a user pool that the stack does not have, and a sender that SES would refuse. */
function checkUserPool(values: Values): void {
  const { target = 'aws', issuer, userPoolSender, userPoolSenderIdentity: identity } = values;
  const isElsewhere = issuer !== undefined || !hasPart({ target }, 'userPool');
  const [said] = isElsewhere ? ofUserPool.filter((key) => values[key] !== undefined) : [];
  if (said) throw new ContextError(said, values[said], 'nothing, where the stack has no user pool of its own');
  if (identity !== undefined && !identitiesOf(userPoolSender ?? '').includes(identity)) {
    throw new ContextError('userPoolSenderIdentity', identity, 'userPoolSender, its domain, or a parent domain');
  }
}

/** Rejects services that the target cannot call, and in production requires an explicit choice of the payment provider. */
function checkServices(stage: Stage, { target = 'aws', routing, payments, stripeSecretArn }: Values): void {
  const chosen = { routing: routing === 'amazon-location', payments: payments === 'stripe' };
  if (target !== 'aws') {
    if (chosen.routing) throw new ContextError('routing', routing, `estimate where target is ${target}`);
    if (chosen.payments) throw new ContextError('payments', payments, `sandbox where target is ${target}`);
  }
  if (stripeSecretArn !== undefined && !chosen.payments) {
    throw new ContextError('stripeSecretArn', stripeSecretArn, 'nothing, unless payments is stripe');
  }
  if (stage === 'prod' && payments === undefined) {
    throw new ContextError(
      'payments',
      null,
      'stripe, or sandbox (which accepts test methods only and charges nobody), where stage is prod',
    );
  }
}

/** CDK's own keys carry a prefix (`@aws-cdk/…`, `aws:cdk:…`, look-ups), except the one of `cdk acknowledge`. */
function isCdks(key: string): boolean {
  return /[:/]/.test(key) || key === 'acknowledged-issue-numbers';
}

function readerOf(key: string): Reader {
  if (!Object.hasOwn(readers, key)) throw new ContextError(key, undefined, contextKeys.join(', '));
  return readers[key as Key];
}

function oneOf<const Value extends string>(allowed: readonly Value[]) {
  return (key: string, value: unknown): Value => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new ContextError(key, value, allowed.join(' or '));
    return found;
  };
}

function onOrOff(key: string, value: unknown): boolean {
  return oneOf(['on', 'off'])(key, value) === 'on';
}

function emailAddress(key: string, value: unknown): string {
  const address = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.exec(String(value))?.[0];
  if (address === undefined) throw new ContextError(key, value, 'an e-mail address');
  return address;
}

function senderIdentity(key: string, value: unknown): string {
  const text = String(value);
  const isIdentity = /^([\w.+-]+@)?[\w-]+(\.[\w-]+)+$/.test(text);
  if (!isIdentity) throw new ContextError(key, value, 'an e-mail address or a domain');
  return text;
}

/** Neither all pages (`*`) nor pages without an origin (`null`) can be allowed by mistake. */
function origin(key: string, value: unknown): string {
  const url = URL.parse(String(value));
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname));
  // A browser's page has no such origin: `https://*` would allow none.
  if (!isSafe || url?.origin !== value || url.hostname.includes('*')) {
    throw new ContextError(key, value, 'an origin: https://HOST, or http://localhost:PORT');
  }
  return url.origin;
}

/** The complete ARN, with its six-character suffix: a permission on a shorter one would cover other secrets too. */
function secretArn(key: string, value: unknown): string {
  const arn = /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/.exec(
    String(value),
  )?.[0];
  if (arn === undefined) throw new ContextError(key, value, 'the whole ARN of a secret in Secrets Manager');
  return arn;
}

/** Compared with `iss` literally, so it is not normalized, not even a trailing slash. */
function issuerUrl(key: string, value: unknown): string {
  const text = String(value);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url !== undefined && /^https:\/\/[^?#@\s\\]+$/.test(text);
  if (!isBare) throw new ContextError(key, value, 'an https URL without query, fragment and user');
  return text;
}

/** A browser sends requests to localhost without the network, so these need no https. */
function returnUrl(key: string, value: unknown): string {
  const text = String(value);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  if (!isSafe || !/^https?:\/\/[^#\s\\]+$/.test(text)) {
    throw new ContextError(key, value, 'an https URL without a fragment, or http://localhost:PORT/');
  }
  return text;
}

function word(key: string, value: unknown): string {
  const text = String(value);
  if (!/^[\x21-\x7e]{1,255}$/.test(text)) throw new ContextError(key, value, 'a word of visible ASCII characters');
  return text;
}

function wholeNumber(min: number, max: number) {
  return (key: string, value: unknown): number => {
    const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw new ContextError(key, value, `a whole number, ${min} to ${max}`);
    return number;
  };
}
