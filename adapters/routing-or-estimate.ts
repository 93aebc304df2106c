import { estimateRoute } from '../core/estimates.ts';
import type { Routing } from '../core/ports.ts';

type Asking = Parameters<Routing['route']>[3];

/**
 * Routing that falls back to an estimate, marked as such, when the service fails: an estimate is better for a rider than no
 * time at all. `failed` receives the error and the ride. The answer that no route exists is not a failure.
 */
export const routingOrEstimate = (service: Routing, failed: (error: unknown, ride: Asking) => void): Routing => ({
  route: (from, to, departure, ride) =>
    service.route(from, to, departure, ride).catch((error: unknown) => {
      failed(error, ride);
      return estimateRoute(from, to, departure);
    }),
});
