import { assert, asyncProperty, string, uuid } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rideChannel, riderChannels } from '../../core/push-channel.ts';
import { segmentsOf } from '../../local/appsync/channel.ts';

const segmentOf = async (riderId: string) => (await riderChannels(riderId)).split('/')[2] ?? '';

/** What a segment stands for, if it was not too long: the inverse, so that no two ids can be the same segment. */
function idOf(segment: string): string {
  const bytes = segment.replace(/z([0-9a-f]{2})|(.)/g, (_, hex, kept) => hex ?? Buffer.from(kept).toString('hex'));
  return Buffer.from(bytes, 'hex').toString();
}

describe("a rider's channel", () => {
  it.each([
    ['rider-1', 'rider-1'],
    ['5b2f6f4e-1c1a-4a7e-9e4b-0d8f3f1c2b7a', '5b2f6f4e-1c1a-4a7e-9e4b-0d8f3f1c2b7a'],
    ['Rider', 'z52ider'],
    ['auth0|zoë', 'auth0z7cz7aozc3zab'],
    ['-', 'z2d'],
  ])('has the id %s in it as %s, as it is as far as that may be', async (riderId, segment) => {
    expect(await segmentOf(riderId)).toBe(segment);
  });

  it('is another for each rider, whose id can be told from it', async () => {
    await assert(
      asyncProperty(string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), async (riderId) => {
        const segment = await segmentOf(riderId);
        if (!segment.startsWith('zz')) expect(idOf(segment)).toBe(riderId.toWellFormed());
      }),
    );
    await assert(
      asyncProperty(uuid(), async (riderId) => {
        expect(await segmentOf(riderId)).toBe(riderId);
      }),
    );
  });

  it.each(['!'.repeat(255), 'a'.repeat(51), `${'a'.repeat(50)}z`, ''])(
    'is a digest where the id is too long: %s',
    async (id) => {
      expect(await segmentOf(id)).toMatch(/^zz[0-9a-f]{46}$/);
      expect(await segmentOf(`${id}x`)).not.toBe(await segmentOf(id));
    },
  );

  it('is one that AppSync takes, whatever the ids, and the same whatever the case', async () => {
    await assert(
      asyncProperty(string({ unit: 'grapheme' }), string({ unit: 'grapheme', maxLength: 300 }), async (rider, ride) => {
        const channel = await rideChannel(rider, ride);
        expect(segmentsOf(channel)).toHaveLength(3);
        expect(channel).toBe(channel.toLowerCase());
      }),
    );
  });

  it("lies below the rider's own channels", async () => {
    const all = await riderChannels('rider-1');
    expect(all).toBe('/rides/rider-1/*');
    expect(await rideChannel('rider-1', 'ride_0a')).toBe(all.replace('*', 'ridez5f0a'));
  });
});
