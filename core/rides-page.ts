import type { RidePlace, RideStore } from './ports.ts';
import type { RideSummary } from './ride.ts';

/** Some of a rider's rides, in order. */
export interface RidesPage {
  readonly rides: readonly RideSummary[];
  /** After which ride the next page begins; undefined on the last page. */
  readonly next?: RidePlace;
}

/** Up to `limit` of a rider's rides, the newest first, from the one behind `after`. */
export async function ridesPage(
  { rides }: { readonly rides: Pick<RideStore, 'ofRider'> },
  riderId: string,
  limit: number,
  after?: RidePlace,
): Promise<RidesPage> {
  // One more than is shown tells whether there is a next page: nobody is sent to one that is empty.
  const found = await rides.ofRider(riderId, limit + 1, after);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { rides: shown, ...(found.length > limit && last && { next: last }) };
}
