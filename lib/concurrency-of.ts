import type { Settings } from './settings.ts';

/** What AWS grants to a new account, and to others unless they ask for more. */
const ofNewAccount = 10;
const usual = 1_000;

/** The functions that a ride goes through until it is decided: the API, four branches, the aggregator and the deadline's. */
const functionsOfRide = 7;

/**
 * The invocations that may run at once: of all functions together, and of the API's, whose waiting calls take no others. On
 * AWS no more are counted on than every account has, unless the stack is told, or more are set aside: to refuse a few rides
 * too many costs less than to have waiting riders take all.
 */
export function concurrencyOf(settings: Pick<Settings, 'target' | 'concurrency' | 'reservedConcurrency'>) {
  const { target, reservedConcurrency } = settings;
  const reserved = reservedConcurrency && functionsOfRide * reservedConcurrency;
  const granted = settings.concurrency ?? reserved ?? (target === 'aws' ? ofNewAccount : usual);
  const ofAll = Math.min(granted, reserved ?? granted);
  return { ofAll, ofApi: Math.min(ofAll, reservedConcurrency ?? ofAll) };
}

/** The functions of a ride run for 2.5 s together where each takes its time: so many are worked off in 15 s of a deadline of 20. */
const burstPerInvocation = 6;

/** Emulators run as many functions as they are asked to, on a few processors. */
const burstOfEmulator = 400;

/** Rides that may be under way at once before the service has shown what it can do. */
export function burstOf(settings: Parameters<typeof concurrencyOf>[0] & Pick<Settings, 'burst'>): number {
  const { target, burst = target === 'aws' ? Number.POSITIVE_INFINITY : burstOfEmulator } = settings;
  return Math.min(burst, burstPerInvocation * concurrencyOf(settings).ofAll);
}

/** Requests a second that one invocation after the other can answer, of some 50 ms each. */
const perInvocation = 20;

/**
 * What the stage lets through: no more than the API's function can take on, and half as many at once. API Gateway answers what is
 * over that by itself, with 429. A request that it passes on to a function without a free invocation would be answered with an
 * error of the gateway's, of which nobody can tell what was done. Emulators grant as much as they are told to.
 */
export function throttleOf(settings: Parameters<typeof concurrencyOf>[0] & Pick<Settings, 'requestsPerSecond'>) {
  const { target, concurrency, requestsPerSecond } = settings;
  const isGranted = target === 'aws' || concurrency !== undefined;
  const ofApi = isGranted ? concurrencyOf(settings).ofApi : Number.POSITIVE_INFINITY;
  return {
    throttlingRateLimit: Math.min(requestsPerSecond, perInvocation * ofApi),
    throttlingBurstLimit: Math.min(2 * requestsPerSecond, Math.ceil(ofApi / 2)),
  };
}
