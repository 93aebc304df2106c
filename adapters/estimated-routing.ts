import { estimateRoute } from '../core/estimates.ts';
import type { Routing } from '../core/ports.ts';

/** Routing without a service: the estimate that the branches share. */
export const estimatedRouting: Routing = {
  route: async (from, to, departure) => estimateRoute(from, to, departure),
};
