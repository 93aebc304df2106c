import { describe, expect, it } from 'vitest';
import { RideBook } from '../../../cli/console/ride-book.ts';

const line = (message: string, rideId: string, fields: Record<string, unknown> = {}) => ({
  at: 0,
  functionName: 'Fn',
  line: JSON.stringify({ level: 'INFO', message, timestamp: '2026-11-22T10:00:00.000Z', rideId, ...fields }),
});

const none = { requested: 0, confirmed: 0, rejected: 0, expired: 0, cancelled: 0, completed: 0 };

describe('a book of rides', () => {
  it('counts each ride once, in its latest state', () => {
    const book = new RideBook();
    book.hear(line('ride published', 'ride_1'));
    book.hear(line('ride published', 'ride_2'));
    expect(book.counts).toEqual({ ...none, requested: 2 });
    for (const _ of ['once', 'twice']) book.hear(line('ride settled', 'ride_1', { status: 'confirmed' }));
    expect(book.counts).toEqual({ ...none, requested: 1, confirmed: 1 });
    book.hear(line('ride ended', 'ride_1', { status: 'completed' }));
    expect(book.counts).toEqual({ ...none, requested: 1, completed: 1 });
  });

  it('is not led astray by lines that come late, and by those of other kinds', () => {
    const book = new RideBook();
    book.hear(line('ride settled', 'ride_1', { status: 'rejected' }));
    book.hear(line('ride published', 'ride_1'));
    book.hear(line('ride settled', 'ride_1', { status: 'expired' }));
    book.hear(line('ride answered', 'ride_2', { status: 'confirmed' }));
    book.hear(line('ride settled', 'ride_3', { status: '__proto__' }));
    book.hear({ at: 0, functionName: 'Fn', line: '"message":"ride settled" and no JSON' });
    expect(book.counts).toEqual({ ...none, rejected: 1 });
  });

  it('counts each ride once, however many came after it', () => {
    const book = new RideBook(2);
    for (const ride of ['ride_1', 'ride_2']) book.hear(line('ride published', ride));
    book.hear(line('ride settled', 'ride_2', { status: 'confirmed' }));
    for (const ride of ['ride_3', 'ride_4']) book.hear(line('ride published', ride));
    for (const ride of ['ride_1', 'ride_1', 'ride_3']) book.hear(line('ride settled', ride, { status: 'rejected' }));
    for (const status of ['cancelled', 'confirmed']) book.hear(line('ride ended', 'ride_2', { status }));
    expect(book.counts).toEqual({ ...none, requested: 1, rejected: 2, cancelled: 1 });
    const told = { waiting: 1, confirmed: 1, rejected: 2, expired: 0, cancelled: 0, open: 1 };
    expect(book.outcomesOf(['ride_1', 'ride_2', 'ride_3', 'ride_4'])).toEqual(told);
    expect(book.latest(undefined, '', 9).map(({ rideId }) => rideId)).toEqual(['ride_4', 'ride_3']);
  });

  const bookOf = (...lines: Parameters<typeof line>[]) => {
    const book = new RideBook();
    for (const each of lines) book.hear(line(...each));
    return book;
  };

  it('tells what has become of some rides, whatever happened to them later', () => {
    const book = bookOf(
      ['ride published', 'ride_1'],
      ['ride settled', 'ride_1', { status: 'confirmed' }],
      ['ride ended', 'ride_1', { status: 'cancelled' }],
      // Heard in the wrong order.
      ['ride ended', 'ride_2', { status: 'cancelled' }],
      ['ride settled', 'ride_2', { status: 'confirmed' }],
      ['ride published', 'ride_3'],
      ['ride ended', 'ride_3', { status: 'cancelled' }],
      ['ride settled', 'ride_4', { status: 'rejected' }],
      ['ride settled', 'ride_5', { status: 'confirmed' }],
      ['ride ended', 'ride_6', { status: 'completed' }],
      ['ride published', 'ride_7'],
      ['ride settled', 'ride_9', { status: 'expired' }],
    );
    const asked = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `ride_${n}`);
    expect(book.outcomesOf(asked)).toEqual({
      waiting: 2,
      confirmed: 4,
      rejected: 1,
      expired: 0,
      cancelled: 1,
      open: 3,
    });
  });

  it('lists the latest ones first, by state and by a part of the id', () => {
    const book = bookOf(
      ['ride published', 'ride_a1'],
      ['ride published', 'ride_b1'],
      ['ride settled', 'ride_c1', { status: 'rejected' }],
      ['ride published', 'ride_b2'],
    );
    const idsOf = (...filter: Parameters<typeof book.latest>) => book.latest(...filter).map(({ rideId }) => rideId);
    expect(idsOf(undefined, '', 9)).toEqual(['ride_b2', 'ride_c1', 'ride_b1', 'ride_a1']);
    expect(idsOf('requested', 'b', 9)).toEqual(['ride_b2', 'ride_b1']);
    expect(idsOf(undefined, '', 2)).toEqual(['ride_b2', 'ride_c1']);
    expect(idsOf('rejected', '', 9)).toEqual(['ride_c1']);
  });

  it('knows when a ride was asked for and decided, and its slowest branch so far', () => {
    const requestedAt = '2026-11-22T09:59:58.000Z';
    const finished = (branch: string, durationMs: unknown) =>
      ['branch finished', 'ride_1', { branch, durationMs }] as Parameters<typeof line>;
    const book = bookOf(
      finished('eta', 150),
      ['ride published', 'ride_1', { requestedAt }],
      finished('pricing', 200),
      finished('payment-check', 100),
      finished('nonsense', '900'),
      ['ride settled', 'ride_1', { status: 'confirmed', totalMs: 1_500 }],
      ['ride settled', 'ride_2', { status: 'confirmed', totalMs: 1_500 }],
    );
    expect(book.get('ride_1')).toMatchObject({
      requestedAt: Date.parse('2026-11-22T09:59:58.500Z'),
      decidedAt: Date.parse('2026-11-22T10:00:00.000Z'),
      slowest: { branch: 'pricing', ms: 200 },
    });
    expect(book.get('ride_2')).toMatchObject({ requestedAt: Date.parse('2026-11-22T09:59:58.500Z') });
    expect(bookOf(finished('eta', 150)).get('ride_1')).toBeUndefined();
  });
});
