import { metricNames } from '../core/metrics.ts';
import type { LoadStore } from '../core/ports.ts';
import { count } from './lambda/metric-lines.ts';
import { logger } from './lambda/telemetry.ts';
import { withTimeLimit } from './time-limit.ts';

/** Whoever is refused is to hear of it soon, also when the store does not answer. */
const usualPatienceMs = 400;

/**
 * A process that is new has nothing to go by but this answer, and on a busy machine it takes a second to connect, or to
 * come to the answer among the first requests of a crowd.
 */
const firstPatienceMs = 2_000;

/** Has calls that fail, or are not answered in time, counted one by one, and logged once until one succeeds. */
export function watchedLoadStore(load: LoadStore): LoadStore {
  let isDown = false;
  let patienceMs = firstPatienceMs;
  return {
    add: async (...call) => {
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
      } finally {
        patienceMs = usualPatienceMs;
      }
    },
  };
}
