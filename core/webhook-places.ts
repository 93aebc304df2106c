import type { WebhookPlace, WebhookPlaces, WebhookReceiver } from './ports.ts';
import { epochSeconds, type Instant, instantOf, plusMs } from './time.ts';

/** How many places there are in each window of so many seconds: of a rider, of a host, and in all. */
interface PlaceKind {
  readonly name: string;
  readonly windowSeconds: number;
  readonly rider: number;
  readonly host: number;
}

/**
 * Whoever writes URLs can name receivers that fail, and each webhook that waits for its next attempt is hidden in a
 * queue. SQS hides 120,000 messages and delivers none when there are more. So every wait takes a place, of its rider, its
 * host and of all; without one the webhook ends. A wait is shorter than its window, so that no more than twice as many
 * can wait at once: 100,000. Nothing has to be given back, and so nothing leaks.
 */
const shortWaits = { name: 'short-wait', windowSeconds: 600, rider: 200, host: 2_000, all: 20_000 };
const longWaits = { name: 'long-wait', windowSeconds: 43_200, rider: 100, host: 10_000, all: 30_000 };

/** Calls that go unanswered hold up the lane's invocations: of 50, one host gets 20 in a minute, and one rider 4. */
const slowCalls: PlaceKind = { name: 'slow-call', windowSeconds: 60, rider: 4, host: 20 };

/** Whose receiver leads nowhere is tried again after waits of so long, and no longer. */
export const longestShortWaitSeconds = 300;

/** The places that a wait for the next attempt takes: the narrowest first, so that a rider without one takes no other. */
export function placesToWait(receiver: WebhookReceiver, waitSeconds: number, now: Instant): WebhookPlace[] {
  const kind = waitSeconds <= longestShortWaitSeconds ? shortWaits : longWaits;
  return [...ownPlaces(kind, receiver, now), placeOf(kind, now, 'all', kind.all)];
}

/** The places that a call takes which is not answered at once. */
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
  // Clocks of functions differ: the count is kept for a window longer.
  return { holder, window: `${name} ${beginsAt}`, limit, expiresAt: epochSeconds(plusMs(beginsAt, 2 * windowMs)) };
}

/** Without its port and a final dot, which would be ways to have more places; no name of DNS is longer. */
const hostOf = (url: string): string => new URL(url).hostname.replace(/\.$/, '').slice(0, 255);

/** Takes all of these places; false as soon as there is none of one kind. */
export async function takeAll(store: WebhookPlaces, places: readonly WebhookPlace[]): Promise<boolean> {
  for (const place of places) {
    if (store.areTaken(place) || !(await store.take(place))) return false;
  }
  return true;
}
