import { describe, expect, it } from 'vitest';
import { cityCentre, fleetOf } from '../../cli/fleet.ts';
import { distanceMeters } from '../../core/geo.ts';
import { driverReportSchema } from '../../core/messages.ts';

describe('the fleet', () => {
  it('is the same each time, and another one for another seed', () => {
    expect(fleetOf(500)).toEqual(fleetOf(500));
    expect(fleetOf(500, 2)).not.toEqual(fleetOf(500));
    expect(fleetOf(500).slice(0, 10)).toEqual(fleetOf(10));
  });

  it('has 500 drivers of different names, all within the city and on shift', () => {
    const fleet = fleetOf(500);
    expect(new Set(fleet.map(({ driverId }) => driverId)).size).toBe(500);
    for (const { report } of fleet) {
      expect(distanceMeters(cityCentre, report.position)).toBeLessThanOrEqual(6_010);
      expect(driverReportSchema.parse(report)).toEqual(report);
      expect(report.onShift).toBe(true);
    }
  });

  it('is denser towards the centre, in all directions', () => {
    const positions = fleetOf(500).map(({ report }) => report.position);
    const near = positions.filter((position) => distanceMeters(cityCentre, position) < 3_000);
    expect(near.length).toBeGreaterThan(200); // A quarter of the area.
    const quarters = positions.map(({ lat, lng }) => `${lat > cityCentre.lat}${lng > cityCentre.lng}`);
    for (const quarter of new Set(quarters))
      expect(quarters.filter((each) => each === quarter).length).toBeGreaterThan(90);
  });

  it('has vehicles of every class, most of them standard', () => {
    const products = fleetOf(500).map(({ report }) => report.product);
    const share = (product: string) => products.filter((each) => each === product).length / 500;
    expect(share('standard')).toBeCloseTo(0.7, 1);
    expect(share('xl')).toBeCloseTo(0.2, 1);
    expect(share('premium')).toBeCloseTo(0.1, 1);
  });
});
