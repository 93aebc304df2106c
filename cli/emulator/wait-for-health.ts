import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { CommandError } from '../errors.ts';

export interface HealthOptions {
  readonly timeLimitMs: number;
  /** The path of its health check. Default: that of LocalStack and MiniStack. */
  readonly path?: string;
  /** How to start an emulator, for the error message. */
  readonly remedy: string;
  readonly onWaiting?: (why: string) => void;
  readonly signal?: AbortSignal;
}

/** The services that the stack uses, by LocalStack's names. */
const services = [
  'apigateway',
  'cloudformation',
  'cloudwatch',
  'dynamodb',
  'iam',
  'kms',
  'lambda',
  'logs',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'sts',
];

const healthSchema = z.object({ services: z.record(z.string(), z.string()), version: z.optional(z.string()) });

type Health = z.infer<typeof healthSchema>;

/** The time-out of one health request: another program may listen there and never answer. */
const answerLimitMs = 5_000;
const pauseMs = 250;

/**
 * Waits until the emulator at `endpoint` reports that it is up. Throws `CommandError` after the time limit, or if a service
 * that the stack needs is switched off there.
 */
export async function waitForHealth(endpoint: string, options: HealthOptions): Promise<void> {
  const { path = '/_localstack/health', timeLimitMs, remedy, onWaiting = () => {}, signal } = options;
  const start = performance.now();
  while (true) {
    const health = await healthOf(endpoint + path, signal);
    if (typeof health !== 'string') return refuseWithout(health, endpoint);
    signal?.throwIfAborted();
    const waitedMs = performance.now() - start;
    if (waitedMs > timeLimitMs)
      throw new CommandError(`${endpoint} is not up after ${inSeconds(timeLimitMs)}: ${health}. ${remedy}`);
    onWaiting(`${health} (${inSeconds(waitedMs)} of ${inSeconds(timeLimitMs)}). ${remedy}`);
    await wait(pauseMs, undefined, signal ? { signal } : {});
  }
}

const inSeconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/** The emulator's health, or a description of what answers instead. */
async function healthOf(url: string, signal: AbortSignal | undefined): Promise<Health | string> {
  const limit = AbortSignal.timeout(answerLimitMs);
  const init = { signal: signal ? AbortSignal.any([signal, limit]) : limit, redirect: 'error' } as const;
  try {
    const response = await fetch(url, init);
    if (!response.ok) return `it answers ${response.status} to the health check`;
    const { data } = z.safeParse(healthSchema, await response.json());
    return data ?? 'the server there is not an AWS emulator';
  } catch (error) {
    if (error instanceof SyntaxError) return 'the server there is not an AWS emulator';
    return error instanceof Error && error.name === 'TimeoutError' ? 'it does not answer' : 'nothing answers there';
  }
}

/** A service that an emulator does not list by this name is left to the deploy. */
function refuseWithout({ services: states }: Health, endpoint: string): void {
  const off = services.filter((service) => ['disabled', 'error'].includes(states[service] ?? ''));
  if (off.length > 0) {
    throw new CommandError(
      `The emulator at ${endpoint} runs without ${off.join(', ')}, which the stack needs. Name them in its SERVICES.`,
    );
  }
}
