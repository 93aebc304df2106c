import { metricNames } from '../../core/metrics.ts';
import type { ToleratedPorts } from '../../core/tolerated.ts';
import { count } from './metric-lines.ts';
import { logger } from './telemetry.ts';

/** Logs and counts a failure that did not fail the request. */
export const tolerated: NonNullable<ToleratedPorts['tolerated']> = (step, error, times) => {
  count(metricNames.failuresTolerated, times);
  logger.warn('failure tolerated', { step, times, error: error as Error });
};
