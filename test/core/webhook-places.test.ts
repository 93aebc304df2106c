import { describe, expect, it } from 'vitest';
import type { WebhookPlace } from '../../core/ports.ts';
import { placesToCall, placesToWait, takeAll } from '../../core/webhook-places.ts';
import { inMemoryWebhookPlaces } from '../support/in-memory-webhook-places.ts';

const now = '2026-03-05T08:00:30.000Z';

type PlacesFor = (...args: Parameters<typeof placesToCall>) => readonly WebhookPlace[];

type Caller = readonly [riderId: string, host: string];

const many = (count: number, caller: (index: number) => Caller): Caller[] =>
  Array.from({ length: count }, (_, index) => caller(index));

/** How many of these callers, who all come in one window, get a place. */
async function served(callers: readonly Caller[], placesFor: PlacesFor): Promise<number> {
  const store = inMemoryWebhookPlaces();
  const taken = callers.map(([riderId, host]) =>
    takeAll(store, placesFor({ riderId, url: `https://${host}/path` }, now)),
  );
  return (await Promise.all(taken)).filter(Boolean).length;
}

const toWait =
  (seconds: number): PlacesFor =>
  (receiver, at) =>
    placesToWait(receiver, seconds, at);

const ofOneRider = many(1_000, (index) => ['alice', `h${index}.example`]);

const ofOneHost = (count: number) =>
  many(count, (index) => [
    `rider-${index}`,
    ['rider.example', 'Rider.Example:8443', 'rider.example.'][index % 3] ?? '',
  ]);

describe('places', () => {
  it.each([
    ['waits of 5 s', toWait(5), 200],
    ['waits of 5 min', toWait(300), 200],
    ['waits of half an hour', toWait(1_800), 100],
    ['waits of 10 hours', toWait(36_000), 100],
    ['slow calls', placesToCall, 4],
  ])('for %s are so many for a rider, whatever hosts they name', async (_, placesFor, most) => {
    expect(await served(ofOneRider, placesFor)).toBe(most);
  });

  it.each([
    ['waits of 5 min', toWait(300), 2_000],
    ['waits of half an hour', toWait(1_800), 10_000],
    ['slow calls', placesToCall, 20],
  ])('for %s are so many for a host, by whatever port and spelling', async (_, placesFor, most) => {
    expect(await served(ofOneHost(most + 100), placesFor)).toBe(most);
  });

  it('for waits are so few in all that SQS, which can hide 120,000 messages, goes on delivering', () => {
    const limits = [300, 1_800].map(
      (seconds) =>
        placesToWait({ riderId: 'alice', url: 'https://rider.example/' }, seconds, now).find(
          ({ holder }) => holder === 'all',
        )?.limit ?? Number.POSITIVE_INFINITY,
    );
    // A wait may have begun in the window before.
    expect(2 * limits.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(100_000);
  });

  it('are not taken from others by a rider who has none left', async () => {
    const crowd = many(2_500, () => ['alice', 'rider.example']);
    expect(await served([...crowd, ['bob', 'rider.example']], toWait(300))).toBe(201);
  });

  it.each([
    ['5 min', toWait(300), 300 * 1.1],
    ['10 hours', toWait(36_000), 36_000 * 1.1],
    ['a call', placesToCall, 5],
  ])('for %s are kept for a window that is longer than what they are for', (_, placesFor, seconds) => {
    const [place = expect.fail()] = placesFor({ riderId: 'alice', url: 'https://rider.example/' }, now);
    const beginsAt = Date.parse(place.window.split(' ')[1] ?? '') / 1000;
    expect(beginsAt).toBeLessThanOrEqual(Date.parse(now) / 1000);
    const windowSeconds = (place.expiresAt - beginsAt) / 2;
    expect(windowSeconds).toBeGreaterThan(seconds);
  });

  it('fit into the key of an item, however long names are', () => {
    const riderId = 'r'.repeat(255);
    for (const { holder } of placesToWait({ riderId, url: `https://${'h'.repeat(2_000)}/` }, 5, now)) {
      expect(holder.length).toBeLessThan(300);
    }
  });
});
