import { metricNames } from '../core/metrics.ts';
import type { LoadStore } from '../core/ports.ts';
import { count } from './lambda/metric-lines.ts';
import { logger } from './lambda/telemetry.ts';
import { withTimeLimit } from './time-limit.ts';

/** Whoever is refused is to hear of it soon, also when the store does not answer. */
const patienceMs = 400;

/** Has calls that fail, or are not answered in time, counted one by one, and logged once until one succeeds. */
export function watchedLoadStore(load: LoadStore): LoadStore {
  let isDown = false;
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
      }
    },
  };
}
