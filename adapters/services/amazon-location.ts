import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import type { Routing } from '../../core/ports.ts';
import { amazonLocationRouting } from '../amazon-location-routing.ts';
import { clock } from '../lambda/process-effects.ts';
import { logger, metrics } from '../lambda/telemetry.ts';
import { routingOrEstimate } from '../routing-or-estimate.ts';

/** A call that goes unanswered for so long is made once more: within the time that a route may take. */
const requestHandler = { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true };

/** Routing by Amazon Location, with an estimate in its place while it fails. */
export const routing = (): Routing =>
  routingOrEstimate(amazonLocationRouting(new GeoRoutesClient({ requestHandler, maxAttempts: 2 }), clock), failed);

/** Nobody else is told: the ride goes on. What the service said may hold a position, so only its name for it is logged. */
function failed(error: unknown): void {
  metrics.addMetric('RouteEstimated', MetricUnit.Count, 1);
  logger.warn('estimated a route, for the routing service failed', { fault: (error as Error).name });
}
