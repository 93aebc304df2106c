import { describe, expect, it } from 'vitest';
import { RideTally } from '../../../cli/console/ride-tally.ts';

const line = (message: string, rideId: string, fields: Record<string, unknown> = {}) => ({
  at: 0,
  functionName: 'Fn',
  line: JSON.stringify({ level: 'INFO', message, timestamp: '2026-11-22T10:00:00.000Z', rideId, ...fields }),
});

const none = { requested: 0, confirmed: 0, rejected: 0, expired: 0, cancelled: 0, completed: 0 };

describe('a tally of rides', () => {
  it('counts each ride once, in its latest state', () => {
    const tally = new RideTally();
    tally.hear(line('ride published', 'ride_1'));
    tally.hear(line('ride published', 'ride_2'));
    expect(tally.counts).toEqual({ ...none, requested: 2 });
    for (const _ of ['once', 'twice']) tally.hear(line('ride settled', 'ride_1', { status: 'confirmed' }));
    expect(tally.counts).toEqual({ ...none, requested: 1, confirmed: 1 });
    tally.hear(line('ride ended', 'ride_1', { status: 'completed' }));
    expect(tally.counts).toEqual({ ...none, requested: 1, completed: 1 });
  });

  it('is not led astray by lines that come late, and by those of other kinds', () => {
    const tally = new RideTally();
    tally.hear(line('ride settled', 'ride_1', { status: 'rejected' }));
    tally.hear(line('ride published', 'ride_1'));
    tally.hear(line('ride settled', 'ride_1', { status: 'expired' }));
    tally.hear(line('ride answered', 'ride_2', { status: 'confirmed' }));
    tally.hear(line('ride settled', 'ride_3', { status: '__proto__' }));
    tally.hear({ at: 0, functionName: 'Fn', line: '"message":"ride settled" and no JSON' });
    expect(tally.counts).toEqual({ ...none, rejected: 1 });
  });
});
