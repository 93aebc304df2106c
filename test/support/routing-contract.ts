import { describe, expect, it } from 'vitest';
import type { Route, Routing } from '../../core/ports.ts';
import { instantOf } from '../../core/time.ts';
import { northOf } from './places.ts';
import { aRideRequested } from './rides.ts';

/** Where every routing of a test is asked. 600 km north of it is nowhere that a car could go. */
export const origin = { lat: 37.7749, lng: -122.4194 };

/** What every routing has in common, as far as the branch that uses it can tell. */
export function describeRouting(name: string, routing: () => Routing, source: Route['source']): void {
  const route = (kilometers: number) =>
    routing().route(origin, northOf(origin, kilometers), instantOf(Date.now()), aRideRequested()) as Promise<Route>;

  describe(`${name}, as routing`, () => {
    it('tells the way in whole meters and seconds, and where it knows that from', async () => {
      const { distanceMeters, durationSeconds, ...rest } = await route(10);
      expect(rest).toEqual({ source });
      expect(Number.isInteger(distanceMeters) && Number.isInteger(durationSeconds)).toBe(true);
      expect(distanceMeters).toBeGreaterThanOrEqual(10_000);
      expect(durationSeconds).toBeGreaterThan(0);
    });

    it('finds a longer way longer', async () => {
      const [near, far] = [await route(1), await route(10)];
      expect(far.distanceMeters).toBeGreaterThan(near.distanceMeters);
      expect(far.durationSeconds).toBeGreaterThan(near.durationSeconds);
    });

    it('has no way to go where one is already', async () => {
      expect(await route(0)).toEqual({ distanceMeters: 0, durationSeconds: 0, source });
    });

    it('says so where there is no way', async () => {
      expect(await route(600)).toBeUndefined();
    });
  });
}
