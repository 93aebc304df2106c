/** How many turns are compared with those before them. */
const compared = 2;

/** An improvement below this share does not count. */
const noise = 0.05;

/** Whether the latest turns' medians (milliseconds, in order) show no further improvement. */
export function isSteady(medians: readonly number[]): boolean {
  if (medians.length <= compared) return false;
  const before = Math.min(...medians.slice(0, -compared));
  const lately = Math.min(...medians.slice(-compared));
  return lately >= before * (1 - noise);
}
