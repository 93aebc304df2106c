import { metricNames } from '../core/metrics.ts';
import type { QuotaStore } from '../core/ports.ts';
import { count } from './lambda/metric-lines.ts';
import { logger } from './lambda/telemetry.ts';
import { withTimeLimit } from './time-limit.ts';

/** The store usually answers within some milliseconds. */
const patienceMs = 1_000;

/**
 * Lets every request through while the quota store fails or is slow. The limit only protects riders from each other: without
 * it rides still go well, and the stage's throttle still applies. Each such request is logged and counted.
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
