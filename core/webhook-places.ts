import type { WebhookPlace, WebhookPlaces, WebhookReceiver } from './ports.ts';
import { epochSeconds, type Instant, instantOf, plusMs } from './time.ts';

/** How many places each window of so many seconds has: per rider, per host, and in total. */
interface PlaceKind {
  readonly name: string;
  readonly windowSeconds: number;
  readonly rider: number;
  readonly host: number;
}

/**
 * Callers can name receivers that fail, and each webhook that waits for its next attempt is a hidden message of a queue. SQS
 * hides up to 120,000 messages and delivers none beyond that. So every wait takes a place, of its rider, its host and the
 * total; without one the webhook ends. A wait is shorter than its window, so that at most twice as many can wait at once:
 * 100,000. Places need not be returned, so none can leak.
 */
const shortWaits = { name: 'short-wait', windowSeconds: 600, rider: 200, host: 2_000, all: 20_000 };
const longWaits = { name: 'long-wait', windowSeconds: 43_200, rider: 100, host: 10_000, all: 30_000 };

/** Unanswered calls block the lane's invocations: of 50, one host gets 20 in a minute, and one rider 4. */
const slowCalls: PlaceKind = { name: 'slow-call', windowSeconds: 60, rider: 4, host: 20 };

/** The longest delays after which a receiver that cannot be reached is retried. */
export const longestShortWaitSeconds = 300;

/** The places that a wait for the next attempt takes: the narrowest first, so that a rider without one takes no other. */
export function placesToWait(receiver: WebhookReceiver, waitSeconds: number, now: Instant): WebhookPlace[] {
  const kind = waitSeconds <= longestShortWaitSeconds ? shortWaits : longWaits;
  return [...ownPlaces(kind, receiver, now), placeOf(kind, now, 'all', kind.all)];
}

/** The places that a call without an immediate answer takes. */
export const placesToCall = (receiver: WebhookReceiver, now: Instant) => ownPlaces(slowCalls, receiver, now);

const ownPlaces = (
  kind: PlaceKind,
  { riderId, url }: WebhookReceiver,
  now: Instant,
): readonly [ofRider: WebhookPlace, ofHost: WebhookPlace] => [
  placeOf(kind, now, `rider ${riderId}`, kind.rider),
  placeOf(kind, now, `host ${hostOf(url)}`, kind.host),
];

function placeOf({ name, windowSeconds }: PlaceKind, now: Instant, holder: string, limit: number): WebhookPlace {
  const windowMs = windowSeconds * 1000;
  const beginsAt = instantOf(Math.floor(Date.parse(now) / windowMs) * windowMs);
  // Clocks of functions differ: the count is kept for one more window.
  return { holder, window: `${name} ${beginsAt}`, limit, expiresAt: epochSeconds(plusMs(beginsAt, 2 * windowMs)) };
}

/** Without port and final dot, which would give extra places; the length is the maximum of a DNS name. */
const hostOf = (url: string): string => new URL(url).hostname.replace(/\.$/, '').slice(0, 255);

/** Takes all of these places; false as soon as one kind has none left. */
export async function takeAll(store: WebhookPlaces, places: readonly WebhookPlace[]): Promise<boolean> {
  for (const place of places) {
    if (store.areTaken(place) || !(await store.take(place))) return false;
  }
  return true;
}
