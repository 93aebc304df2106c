import { GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import { metricNames } from '../../core/metrics.ts';
import type { Routing } from '../../core/ports.ts';
import { amazonLocationRouting } from '../amazon-location-routing.ts';
import { ApiRequestHandler } from '../aws/request-handler.ts';
import { count } from '../lambda/metric-lines.ts';
import { clock } from '../lambda/process-effects.ts';
import { logRide } from '../lambda/ride-log.ts';
import type { OfRide } from '../lambda/ride-scope.ts';
import { routingOrEstimate } from '../routing-or-estimate.ts';

/** A call without an answer for this long is retried once: within the time limit of a route. */
const limits = { connectionTimeoutMs: 300, requestTimeoutMs: 450 };

/** Routing by Amazon Location, replaced by an estimate while it fails. */
export const routing = (): Routing => routingOrEstimate(amazonLocationRouting(client(), clock), failed);

const client = () => new GeoRoutesClient({ requestHandler: new ApiRequestHandler(limits), maxAttempts: 2 });

/** The ride continues. The service's message may contain a position, so only the error name is logged. */
function failed(error: unknown, ride: OfRide): void {
  count(metricNames.routeEstimated);
  logRide(ride, 'route estimated', { fault: (error as Error).name }, 'warn');
}
