import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { metrics } from './telemetry.ts';

export const count = (name: string, times = 1): unknown => metrics.addMetric(name, MetricUnit.Count, times);

export const duration = (name: string, ms: number): unknown => metrics.addMetric(name, MetricUnit.Milliseconds, ms);

/**
 * Writes the metrics of an invocation, all of its rides' together, in one line at its end; none where there are none,
 * which Powertools' own middleware would warn of.
 */
export const metricLines = (): MiddlewareObj => ({ after: write, onError: write });

function write(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
