import type { Settings } from './settings.ts';

/** What AWS grants to a new account, and to others unless they ask for more. */
const ofNewAccount = 10;
const usual = 1_000;

/**
 * The invocations that may run at once, of all functions together. On AWS no more are counted on than every account has,
 * unless the stack is told, or more are set aside: to refuse a few rides too many costs less than to have waiting riders take
 * all.
 */
export function concurrencyOf(settings: Pick<Settings, 'target' | 'concurrency' | 'reservedConcurrency'>): number {
  const { target, reservedConcurrency, concurrency = reservedConcurrency } = settings;
  const granted = concurrency ?? (target === 'aws' ? ofNewAccount : usual);
  return Math.min(granted, reservedConcurrency ?? granted);
}
