import { metricNames } from '../core/metrics.ts';
import type { QuotaStore } from '../core/ports.ts';
import { count } from './lambda/metric-lines.ts';
import { logger } from './lambda/telemetry.ts';
import { withTimeLimit } from './time-limit.ts';

/** A store that answers does so in some milliseconds. */
const patienceMs = 1_000;

/**
 * Lets everybody through while the quotas cannot be had, or not in time. A limit is there to keep riders from harm by
 * others; without it rides still go well, and the stage's throttle still holds. It is logged and counted.
 */
export function lenientQuotaStore(quotas: QuotaStore): QuotaStore {
  return {
    take: async (use) => {
      try {
        return await withTimeLimit('The store of quotas', patienceMs, () => quotas.take(use));
      } catch (error) {
        logger.error('quotas are unavailable: the ride was not counted', { error: error as Error });
        count(metricNames.quotasUnavailable);
        return true;
      }
    },
  };
}
