import { estimateRoute } from '../core/estimates.ts';
import type { Routing } from '../core/ports.ts';

/**
 * Routing that falls back to an estimate, which says that it is one, when the service fails: a rider is better off with
 * it than with none. `failed` is told why. That there is no way is an answer, and no failure.
 */
export const routingOrEstimate = (service: Routing, failed: (error: unknown) => void): Routing => ({
  route: (from, to, departure) =>
    service.route(from, to, departure).catch((error: unknown) => {
      failed(error);
      return estimateRoute(from, to, departure);
    }),
});
