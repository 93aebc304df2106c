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
