import { UsageError } from '../../cli/errors.ts';

/** The whole number of an option, from `least` to `most`. Throws `UsageError`. */
export function wholeNumber(text: string, option: string, least: number, most: number): number {
  if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new UsageError(`${option} must be a whole number, ${least} to ${most}.`);
}
