import * as z from 'zod/mini';
import { json, type Route } from '../../adapters/http/api-handler.ts';
import { parseQuery } from '../../adapters/http/parse.ts';
import { cursorOf, placeOf } from '../../adapters/http/ride-cursor.ts';
import type { RidesPageView } from '../../core/api/schemas.ts';
import { rideSummaryView } from '../../core/ride-view.ts';
import { ridesPage } from '../../core/rides-page.ts';
import type { ApiPorts } from './ports.ts';

const usualLimit = 20;

const querySchema = z.strictObject({
  limit: z.optional(
    z.pipe(
      z.string().check(z.regex(/^\d{1,9}$/)),
      z.pipe(z.transform(Number), z.int().check(z.minimum(1), z.maximum(100))),
    ),
  ),
  next: z.optional(z.string()),
});

type ListPorts = Pick<ApiPorts, 'records' | 'rides' | 'clock' | 'identity'>;

/** `GET /rides`: the rider's own rides, the newest first, a page at a time. */
export const listRides =
  ({ records: rides, rides: repaired, clock, identity }: ListPorts): Route =>
  async (event) => {
    const riderId = await identity.riderIdOf(event);
    const { limit = usualLimit, next } = parseQuery(event, querySchema);
    const page = await ridesPage(
      { rides, repaired, clock },
      riderId,
      limit,
      next === undefined ? undefined : placeOf(next),
    );
    return json(200, {
      rides: page.rides.map(rideSummaryView),
      next: page.next ? cursorOf(page.next) : null,
    } satisfies RidesPageView);
  };
