import { estimateRoute } from '../core/estimates.ts';
import type { Routing } from '../core/ports.ts';

type Asking = Parameters<Routing['route']>[3];

/**
 * Routing that falls back to an estimate, which says that it is one, when the service fails: a rider is better off with
 * it than with none. `failed` is told why, and which ride it is. That there is no way is an answer, and no failure.
 */
export const routingOrEstimate = (service: Routing, failed: (error: unknown, ride: Asking) => void): Routing => ({
  route: (from, to, departure, ride) =>
    service.route(from, to, departure, ride).catch((error: unknown) => {
      failed(error, ride);
      return estimateRoute(from, to, departure);
    }),
});
