import type { FleetDriver } from '../fleet.ts';
import { mulberry32 } from '../mulberry32.ts';
import { MovingDriver } from './moving-driver.ts';

/** Sets a fleet in motion. The same seed gives the same movement; each driver's course is independent of the others. */
export const movingFleet = (fleet: readonly FleetDriver[], seed: number): MovingDriver[] =>
  fleet.map((driver, index) => new MovingDriver(driver, mulberry32(mixed(seed, index))));

/** Adjacent seeds would begin alike. */
const mixed = (seed: number, index: number): number =>
  Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
