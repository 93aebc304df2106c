import { describe, expect, it } from 'vitest';
import { BadRequestError } from '../../../adapters/http/problem.ts';
import { cursorOf, placeOf } from '../../../adapters/http/ride-cursor.ts';

const place = { requestedAt: '2026-03-04T09:00:00.000Z', rideId: `ride_${'0a'.repeat(16)}` };
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  it('stands for its place', () => {
    expect(placeOf(cursorOf(place))).toEqual(place);
  });

  it('can stand in a query as it is', () => {
    expect(cursorOf(place)).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['a number', '2'],
    ['a place as it is', `${place.requestedAt} ${place.rideId}`],
    ['half a place', encoded(place.requestedAt)],
    ['a moment that is none', encoded(`yesterday ${place.rideId}`)],
    ['an id that is none', encoded(`${place.requestedAt} ride_1`)],
    ['a long id', encoded(`${place.requestedAt} ${place.rideId}${'0'.repeat(3_000)}`)],
    ['another way to write one', `${cursorOf(place)}=`],
  ])('is not %s', (_what, text) => {
    expect(() => placeOf(text)).toThrow(BadRequestError);
    expect(() => placeOf(text)).toThrow('next must be the value');
  });
});
