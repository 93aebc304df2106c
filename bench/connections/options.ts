import { UsageError } from '../../cli/errors.ts';

/** Parses numbers of riders such as `100,1000`: one wave each, in that order. */
export function ridersOf(text: string): number[] {
  const counts = text.split(',').map((part) => (/^[1-9]\d{0,5}$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (counts.some(Number.isNaN)) throw new UsageError('--riders must be whole numbers from 1, for example 100,1000.');
  return counts.sort((one, other) => one - other);
}

/** How many riders arrive, and later rides end, per second. Refused when a rider of the largest wave would wait too long. */
export function rateOf(text: string, riders: readonly number[]): number {
  const rate = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(rate)) throw new UsageError('--rate must be a whole number from 1.');
  const most = Math.max(...riders);
  const least = Math.ceil(most / longestComing);
  if (rate < least) {
    throw new UsageError(
      `At --rate ${rate} the first of ${most} riders would give up before the last ride ends: use ${least} or more.`,
    );
  }
  return rate;
}

/** Seconds for all arrivals, and later all ends, so that the first rider is still waiting (25 s). */
const longestComing = 10;

/** How many threads the blocking server has. */
export function threadsOf(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError('--threads must be a whole number from 1.');
}
