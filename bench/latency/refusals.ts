import type { Asked } from './flow.ts';

/** So many rides were not confirmed that the figures of the others are not representative. */
export class TooManyRefusedError extends Error {
  constructor(where: string, refused: string) {
    super(
      `${where}: ${refused}. That is more than ${100 * tolerated} %, so no report is written. ` +
        'Try fewer callers, or an idle machine.',
    );
    this.name = 'TooManyRefusedError';
  }
}

const tolerated = 0.05;

/** The rides that were confirmed. Throws `TooManyRefusedError` when too many were not; `where` names them. */
export function confirmedOf(asked: readonly Asked[], where: string): Asked[] {
  const confirmed = asked.filter(({ refusal }) => refusal === undefined);
  const refused = asked.length - confirmed.length;
  if (refused > tolerated * asked.length) throw new TooManyRefusedError(where, refusalsOf(asked));
  return confirmed;
}

/** How many rides were not confirmed, and why. */
export function refusalsOf(asked: readonly Asked[]): string {
  const reasons = asked.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]));
  const counts = Object.entries(Object.groupBy(reasons, (reason) => reason)).map(
    ([reason, all = []]) => `${all.length} ${reason}`,
  );
  return `${reasons.length} of ${asked.length} rides were not confirmed (${counts.join(', ')})`;
}
