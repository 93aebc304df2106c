import { describe, expect, it } from 'vitest';
import { localDateTime, localTime } from '../../cli/local-time.ts';

const at = Date.parse('2026-03-04T23:30:05.250Z');

describe('a moment', () => {
  it.each([
    ['UTC', '2026-03-04 23:30:05 +00:00', '23:30:05.250'],
    ['Europe/Berlin', '2026-03-05 00:30:05 +01:00', '00:30:05.250'],
    ['America/St_Johns', '2026-03-04 20:00:05 -03:30', '20:00:05.250'],
    ['Asia/Kathmandu', '2026-03-05 05:15:05 +05:45', '05:15:05.250'],
  ])('is told in %s', (timeZone, dateTime, time) => {
    expect([localDateTime(at, { timeZone }), localTime(at, { timeZone })]).toEqual([dateTime, time]);
  });

  it('is told in the zone of the terminal', () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect([localDateTime(at), localTime(at)]).toEqual([localDateTime(at, { timeZone }), localTime(at, { timeZone })]);
  });
});
