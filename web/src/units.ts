/** A whole number with separators of thousands. */
export const grouped = (figure: number): string => Math.round(figure).toLocaleString('en-US');

/** The same with tenths. */
export const inTenths = (figure: number): string =>
  figure.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A duration in milliseconds, formatted for people. */
export const inMs = (ms: number): string => `${grouped(ms)} ms`;

/** So many of something: `1 ride`, `2,000 rides`. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${grouped(count)} ${count === 1 ? noun : nouns}`;

/** A list as in a sentence: `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The time of day of a moment: epoch milliseconds or an ISO 8601 date. */
export const inClock = (moment: number | string): string => new Date(moment).toLocaleTimeString('en-GB');

/** How long ago something was, in one unit. */
export function inAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${grouped(Math.floor(minutes / 60))} h`;
}
