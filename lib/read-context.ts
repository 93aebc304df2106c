import { longestApiTimeoutSeconds } from '../core/names.ts';
import { ContextError } from './context-error.ts';
import { type Settings, type Stage, stages, targets } from './settings.ts';

/** What `cdk synth -c key=value` can say. */
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
  retentionDays: wholeNumber(1, 3650),
  requestsPerSecond: wholeNumber(1, 10_000),
  reservedConcurrency: wholeNumber(2, 1000), // an event source mapping runs two at least
  receiptSender: emailAddress,
  apiTimeoutSeconds: wholeNumber(1, longestApiTimeoutSeconds),
  functionTimeoutSeconds: wholeNumber(1, 900),
  nag: onOrOff,
} satisfies Record<string, Reader>;

type Key = keyof typeof readers;

/** What the context may say. */
export const contextKeys = Object.keys(readers) as readonly Key[];

type Values = { -readonly [K in Key]?: ReturnType<(typeof readers)[K]> };

/**
 * Reads the app's context. What CDK itself keeps there is passed over.
 * @throws ContextError naming the key, what was given and what is allowed.
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
  return { nag, settings: { ...rest, stage } };
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

function wholeNumber(min: number, max: number) {
  return (key: string, value: unknown): number => {
    const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw new ContextError(key, value, `a whole number, ${min} to ${max}`);
    return number;
  };
}
