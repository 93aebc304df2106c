import type { Settings } from './settings.ts';

/** The quota of a new AWS account, and of others unless they request more. */
const ofNewAccount = 10;
const usual = 1_000;

/**
 * The functions that a ride passes through until it is decided: the API, four branches, the aggregator and the deadline
 * function.
 */
const functionsOfRide = 7;

/**
 * The number of invocations that may run at once: of all functions together, and of the API's, whose waiting calls must not use
 * up the others' share. On AWS the stack assumes the quota that every account has, unless it is configured with a higher one or
 * reserves more: refusing a few rides too many costs less than letting waiting riders use up all of it.
 */
export function concurrencyOf(settings: Pick<Settings, 'target' | 'concurrency' | 'reservedConcurrency'>) {
  const { target, reservedConcurrency } = settings;
  const reserved = reservedConcurrency && functionsOfRide * reservedConcurrency;
  const granted = settings.concurrency ?? reserved ?? (target === 'aws' ? ofNewAccount : usual);
  const ofAll = Math.min(granted, reserved ?? granted);
  return { ofAll, ofApi: Math.min(ofAll, reservedConcurrency ?? ofAll) };
}

/** The functions of a ride run for 2.5 s in total if each is slow: this many rides finish within 15 s of a deadline of 20 s. */
const burstPerInvocation = 6;

/** Emulators accept any concurrency, and run on a few processors. */
const burstOfEmulator = 400;

/** Rides that may be under way at once before the service has measured its own throughput. */
export function burstOf(settings: Parameters<typeof concurrencyOf>[0] & Pick<Settings, 'burst'>): number {
  const { target, burst = target === 'aws' ? Number.POSITIVE_INFINITY : burstOfEmulator } = settings;
  return Math.min(burst, burstPerInvocation * concurrencyOf(settings).ofAll);
}

/** Requests a second that one invocation after the other can answer, at some 50 ms each. */
const perInvocation = 20;

/**
 * The throttle of the stage: no more than the API's function can take, with half as many at once, which is the ratio of API
 * Gateway's own quotas (10,000 a second, 5,000 at once). API Gateway answers requests above it with 429. A request that it
 * passed on to a function without a free invocation would get a gateway error, which does not show whether anything was done.
 * Emulators allow any rate.
 */
export function throttleOf(settings: Parameters<typeof concurrencyOf>[0] & Pick<Settings, 'requestsPerSecond'>) {
  const { target, concurrency, requestsPerSecond } = settings;
  const isGranted = target === 'aws' || concurrency !== undefined;
  const ofApi = isGranted ? concurrencyOf(settings).ofApi : Number.POSITIVE_INFINITY;
  return {
    throttlingRateLimit: Math.min(requestsPerSecond, perInvocation * ofApi),
    throttlingBurstLimit: Math.min(Math.ceil(requestsPerSecond / 2), Math.ceil(ofApi / 2)),
  };
}
