import { CalculateRoutesCommand, type GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import * as z from 'zod/mini';
import type { Point } from '../core/point.ts';
import type { Route, Routing } from '../core/ports.ts';
import type { Clock, Instant } from '../core/time.ts';
import { withTimeLimit } from './time-limit.ts';

/**
 * Includes a second attempt. The calling function has three seconds, and makes two calls in a row: one for the trip, and one
 * for the route of the driver that it has looked up meanwhile.
 */
export const routeTimeLimitMs = 900;

const count = z.int().check(z.minimum(0));

/** The part of the answer that is used: meters and seconds of the whole route. */
const answerSchema = z.object({
  Routes: z.array(z.object({ Summary: z.object({ Distance: count, Duration: count }) })),
});

/**
 * Routing by Amazon Location, for a car that leaves now, in today's traffic. Request and answer are described at
 * https://docs.aws.amazon.com/location/latest/APIReference/API_CalculateRoutes.html.
 */
export function amazonLocationRouting(
  client: Pick<GeoRoutesClient, 'send'>,
  clock: Clock,
  timeLimitMs = routeTimeLimitMs,
): Routing {
  return {
    route: (from, to, departure) =>
      withTimeLimit('Amazon Location', timeLimitMs, async (abortSignal) => {
        const command = new CalculateRoutesCommand({
          Origin: positionOf(from),
          Destination: positionOf(to),
          TravelMode: 'Car',
          ...leaving(departure, clock),
        });
        return routeOf(await client.send(command, { abortSignal }));
      }),
  };
}

/** WGS 84, longitude first. */
const positionOf = ({ lat, lng }: Point): number[] => [lng, lat];

/** When a ride is processed, its request time is already past, and the service only routes into the future. */
const leaving = (departure: Instant, clock: Clock) =>
  Date.parse(departure) > clock().getTime() ? { DepartureTime: departure } : { DepartNow: true };

/** Without requested alternatives, there is one route, or none. */
function routeOf(answer: unknown): Route | undefined {
  const [route] = answerSchema.parse(answer).Routes;
  if (route === undefined) return undefined;
  const { Distance: distanceMeters, Duration: durationSeconds } = route.Summary;
  return { distanceMeters, durationSeconds, source: 'routing-service' };
}
