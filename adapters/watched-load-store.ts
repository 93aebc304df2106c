import { metricNames } from '../core/metrics.ts';
import type { LoadStore } from '../core/ports.ts';
import { count } from './lambda/metric-lines.ts';
import { logger } from './lambda/telemetry.ts';
import { withTimeLimit } from './time-limit.ts';

/** Whoever is refused is to hear of it soon, also when the store does not answer. */
const usualPatienceMs = 400;

/**
 * After a while without a call there is nothing to go by but the answer, and the first riders of a crowd on a busy machine
 * may wait a second for it.
 */
const patienceAfterQuietMs = 2_000;
const quietMs = 5_000;

/** Has calls that fail, or are not answered in time, counted one by one, and logged once until one succeeds. */
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
