import { TooManyRidesError } from './errors.ts';
import type { QuotaStore } from './ports.ts';
import { type Clock, epochSeconds, instantOf, msBetween, nowOf, plusMs } from './time.ts';

export interface RideLimitPorts {
  readonly quotas: QuotaStore;
  readonly clock: Clock;
}

const windowMs = 60_000;

/** A count is kept for longer than its minute because functions' clocks differ. */
const keepMs = 60_000;

/**
 * Counts a ride request, and throws `TooManyRidesError` when its rider has already requested `ridesPerMinute` rides.
 *
 * The window is fixed, each minute of the clock by itself: one conditional write is enough, however many functions count at
 * once, and the time to wait is known without a read. A token bucket would need its previous level, and so a read as well.
 * The price: around the turn of a minute a rider can request twice as many.
 */
export async function countRide(ports: RideLimitPorts, riderId: string, ridesPerMinute: number): Promise<void> {
  const now = nowOf(ports);
  const window = instantOf(Math.floor(Date.parse(now) / windowMs) * windowMs);
  const endsAt = plusMs(window, windowMs);
  const expiresAt = epochSeconds(plusMs(endsAt, keepMs));
  if (await ports.quotas.take({ riderId, window, limit: ridesPerMinute, expiresAt })) return;
  throw new TooManyRidesError(ridesPerMinute, Math.ceil(msBetween(now, endsAt) / 1000));
}
