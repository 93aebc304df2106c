import { describe, expect, it } from 'vitest';
import { expiresAtOf } from '../../core/retention.ts';
import type { RideStatus } from '../../core/ride.ts';
import { requestedAt } from '../support/rides.ts';

const days = (count: number) => Date.parse(requestedAt) / 1_000 + count * 86_400;

describe('how long the record of a ride is kept', () => {
  it.each<[RideStatus, number]>([
    ['requested', 31],
    ['confirmed', 31],
    ['rejected', 30],
    ['expired', 30],
    ['cancelled', 30],
    ['completed', 30],
  ])('is, of one that is %s, %i days: those of retention, and a day more where it may still end', (status, count) => {
    expect(expiresAtOf(status, requestedAt, 30)).toBe(days(count));
  });
});
