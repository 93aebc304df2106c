import { describe, expect, it } from 'vitest';
import { cityCentre, fleetOf } from '../../../cli/fleet.ts';
import { movingFleet } from '../../../cli/fleet-simulator/moving-fleet.ts';
import { distanceMeters } from '../../../core/geo.ts';
import { driverReportSchema } from '../../../core/messages.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const aFleet = (seed = 7, size = 50) => movingFleet(fleetOf(size), seed);
const reportsAt = (fleet: ReturnType<typeof aFleet>, elapsedMs: number) => fleet.map((driver) => driver.at(elapsedMs));

/** A driver's reports, one each second of three hours. */
const threeHours = (seed: number) => {
  const [driver] = aFleet(seed, 1);
  return Array.from({ length: (3 * hourMs) / 1_000 }, (_, second) => driver?.at(second * 1_000) ?? expect.fail());
};

describe('a moving fleet', () => {
  it('begins where its drivers are, on shift', () => {
    expect(reportsAt(aFleet(), 0)).toEqual(fleetOf(50).map(({ report }) => report));
  });

  it('moves in the same way each time, and in another for another seed', () => {
    expect(reportsAt(aFleet(7), hourMs)).toEqual(reportsAt(aFleet(7), hourMs));
    expect(reportsAt(aFleet(8), hourMs)).not.toEqual(reportsAt(aFleet(7), hourMs));
  });

  it('is at the same places however often one looks', () => {
    const watched = aFleet();
    for (let elapsedMs = 0; elapsedMs < hourMs; elapsedMs += 1_733) reportsAt(watched, elapsedMs);
    expect(reportsAt(watched, hourMs)).toEqual(reportsAt(aFleet(), hourMs));
  });

  it('has drivers whose courses do not hang on how many there are', () => {
    expect(reportsAt(aFleet(7, 10), hourMs)).toEqual(reportsAt(aFleet(7, 50), hourMs).slice(0, 10));
  });

  it('gives reports that the API takes', () => {
    for (const report of reportsAt(aFleet(), hourMs)) expect(driverReportSchema.parse(report)).toEqual(report);
  });

  it('stays in the city', () => {
    const fleet = aFleet(7, 200);
    for (let elapsedMs = 0; elapsedMs <= 3 * hourMs; elapsedMs += 10 * minuteMs) {
      // Corners of a way between two places in the circle lie in the square around it.
      for (const { position } of reportsAt(fleet, elapsedMs))
        expect(distanceMeters(cityCentre, position)).toBeLessThan(6_100 * Math.SQRT2);
    }
  });

  it('has most of its drivers on shift, and not always the same', () => {
    const fleet = aFleet(7, 200);
    const off = new Set<number>();
    for (let elapsedMs = 0; elapsedMs <= 3 * hourMs; elapsedMs += 10 * minuteMs) {
      const reports = reportsAt(fleet, elapsedMs);
      expect(reports.filter(({ onShift }) => onShift).length).toBeGreaterThan(140);
      for (const [index, { onShift }] of reports.entries()) if (!onShift) off.add(index);
    }
    expect(off.size).toBeGreaterThan(50);
  });

  it('does not go back in time', () => {
    const fleet = aFleet();
    reportsAt(fleet, hourMs);
    expect(() => reportsAt(fleet, 0)).toThrow(RangeError);
  });
});

describe('a moving driver', () => {
  const pairs = (seed: number) => {
    const reports = threeHours(seed);
    return reports.slice(1).map((after, index) => ({ before: reports[index] ?? after, after }));
  };

  it.each([1, 2, 3])('drives at the speed of a city, and stands now and then (seed %i)', (seed) => {
    const speeds = pairs(seed).map(({ before, after }) => distanceMeters(before.position, after.position));
    expect(Math.max(...speeds)).toBeLessThan(9.5);
    const standing = speeds.filter((speed) => speed === 0).length / speeds.length;
    expect(standing).toBeGreaterThan(0.05);
    expect(standing).toBeLessThan(0.6);
  });

  it.each([1, 2, 3])('drives along streets that run north or east (seed %i)', (seed) => {
    const diagonal = pairs(seed).filter(
      ({ before, after }) => before.position.lat !== after.position.lat && before.position.lng !== after.position.lng,
    );
    // Round a corner within a second.
    expect(diagonal.length).toBeLessThan(60);
  });

  it.each([1, 2, 3])('goes off shift and comes back, standing still meanwhile (seed %i)', (seed) => {
    const changes = pairs(seed).filter(({ before, after }) => before.onShift !== after.onShift);
    expect(changes.length).toBeGreaterThanOrEqual(2);
    const resting = pairs(seed).filter(({ before, after }) => !before.onShift && !after.onShift);
    for (const { before, after } of resting) expect(after.position).toEqual(before.position);
  });
});
