import { metricNames } from '../core/metrics.ts';
import type { LoadStore } from '../core/ports.ts';
import { count } from './lambda/metric-lines.ts';
import { logger } from './lambda/telemetry.ts';
import { withTimeLimit } from './time-limit.ts';

/** A refusal should be fast, also when the store does not answer. */
const usualPatienceMs = 400;

/**
 * After a while without calls only a fresh answer helps, and the first riders of a burst on a busy machine may wait a second
 * for it.
 */
const patienceAfterQuietMs = 2_000;
const quietMs = 5_000;

/** Counts each call that fails or times out, and logs such failures once until a call succeeds. */
export function watchedLoadStore(load: LoadStore): LoadStore {
  let isDown = false;
  let calledAt = Number.NEGATIVE_INFINITY;
  return {
    add: async (...call) => {
      const patienceMs = Date.now() - calledAt > quietMs ? patienceAfterQuietMs : usualPatienceMs;
      calledAt = Date.now();
      try {
        const answer = await withTimeLimit('The store of load', patienceMs, () => load.add(...call));
        isDown = false;
        return answer;
      } catch (error) {
        count(metricNames.loadUnavailable);
        if (!isDown)
          logger.error('load unavailable: rides are admitted by what was known, or a few at a time', {
            error: error as Error,
          });
        isDown = true;
        throw error;
      }
    },
  };
}
