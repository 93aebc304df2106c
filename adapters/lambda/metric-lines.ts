import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { metrics } from './telemetry.ts';

export const count = (name: string, times = 1): unknown => metrics.addMetric(name, MetricUnit.Count, times);

export const duration = (name: string, ms: number): unknown => metrics.addMetric(name, MetricUnit.Milliseconds, ms);

/**
 * Writes the metrics of an invocation, for all of its rides, in one line at its end; nothing if there are none, where
 * Powertools' own middleware would print a warning.
 */
export const metricLines = (): MiddlewareObj => ({ after: write, onError: write });

function write(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
