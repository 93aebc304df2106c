import { TooManyRidesError } from './errors.ts';
import type { QuotaStore } from './ports.ts';
import { type Clock, epochSeconds, instantOf, msBetween, nowOf, plusMs } from './time.ts';

export interface RideLimitPorts {
  readonly quotas: QuotaStore;
  readonly clock: Clock;
}

const windowMs = 60_000;

/** A count is kept for longer than its minute: functions' clocks differ. */
const keepMs = 60_000;

/**
 * Counts a request for a ride, and throws `TooManyRidesError` when its rider has asked for `ridesPerMinute` already.
 *
 * The count is of a fixed window, each minute of the clock by itself: one conditional write says it all, however many
 * functions count at once, and how long to wait is known without reading anything. A token bucket would need what it
 * held before, and so a read as well. The price: around the turn of a minute a rider can ask for twice as many.
 */
export async function countRide(ports: RideLimitPorts, riderId: string, ridesPerMinute: number): Promise<void> {
  const now = nowOf(ports);
  const window = instantOf(Math.floor(Date.parse(now) / windowMs) * windowMs);
  const endsAt = plusMs(window, windowMs);
  const expiresAt = epochSeconds(plusMs(endsAt, keepMs));
  if (await ports.quotas.take({ riderId, window, limit: ridesPerMinute, expiresAt })) return;
  throw new TooManyRidesError(ridesPerMinute, Math.ceil(msBetween(now, endsAt) / 1000));
}
