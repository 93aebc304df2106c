import type { Point } from '../../core/point.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import type { Simulate, SimulatedBranch } from '../../core/simulation.ts';
import { northOf } from '../support/places.ts';
import type { Intensity } from './intensity.ts';
import { type Random, randomOf } from './random.ts';

/** What one rider is going to do. */
export interface RidePlan {
  readonly riderId: string;
  readonly request: RideRequest;
  readonly idempotencyKey?: string;
  /** How often the same request is sent at once; more than once only with a key. */
  readonly times: number;
  /** Whether the request waits for the outcome or the rider asks for it later. */
  readonly waits: boolean;
  /** What the rider or the driver does in the end; `cancel-early` does not wait for an outcome. */
  readonly ending: 'complete' | 'cancel' | 'cancel-early' | 'stay';
  /** How long the rider thinks before that. */
  readonly pauseMs: number;
  /** Who dies on the way: all workers right after the answer, or those of one function or all at any moment. */
  readonly death?: 'after-answer' | 'one-function' | 'all-functions';
}

export interface Scenario {
  readonly seed: number;
  readonly drivers: readonly { readonly driverId: string; readonly position: Point }[];
  readonly plans: readonly RidePlan[];
}

const ridesPerArea = 20;

/** Enough for those rides that stay confirmed and keep their driver; in every sixth area there are too few. */
const driversIn = (area: number): number => (area % 6 === 5 ? 3 : 14);

const branchNames = ['driver-matching', 'eta', 'pricing', 'payment-check'] as const;

/** Who wants to go where, and what happens on the way. The same seed gives the same scenario. */
export function scenarioOf(seed: number, rides: number, intensity: Intensity): Scenario {
  const random = randomOf(seed, 'scenario');
  const areas = Array.from({ length: Math.ceil(rides / ridesPerArea) }, (_, index) => placeOf(index));
  const driversOf = (area: Point, index: number) =>
    Array.from({ length: driversIn(index) }, (_, driver) => ({
      driverId: `driver-${index}-${driver}`,
      position: northOf(area, random.next()),
    }));
  return {
    seed,
    drivers: areas.flatMap(driversOf),
    plans: Array.from({ length: rides }, (_, index) =>
      planOf(random, index, placeOf(areaOf(index, intensity.areas, areas.length)), intensity),
    ),
  };
}

/** Far from one another: no driver of one area is near enough to another. */
const placeOf = (area: number): Point => ({ lat: -40 + (area % 80), lng: -170 + 2 * Math.floor(area / 80) });

/** Rides of one area compete for its drivers; they come in so many areas at a time. */
function areaOf(ride: number, atOnce: number, areas: number): number {
  const wave = Math.floor(ride / (atOnce * ridesPerArea));
  return (wave * atOnce + (ride % atOnce)) % areas;
}

function planOf(random: Random, index: number, area: Point, intensity: Intensity): RidePlan {
  const ending = random.chance(intensity.earlyCancel) ? 'cancel-early' : endingOf(random.next());
  const withKey = random.chance(0.4);
  const death = deathOf(random, intensity);
  return {
    riderId: `rider-${index}`,
    request: requestOf(random, area, intensity),
    ...(withKey && { idempotencyKey: `key-${random.between(0, 1e9)}` }),
    times: withKey && random.chance(0.4) ? random.between(2, 4) : 1,
    waits: ending !== 'cancel-early' && random.chance(0.5),
    ending,
    pauseMs: random.between(0, ending === 'cancel-early' ? 700 : 150),
    ...(death && { death }),
  };
}

function endingOf(share: number): 'complete' | 'cancel' | 'stay' {
  if (share < 0.7) return 'complete';
  return share < 0.82 ? 'cancel' : 'stay';
}

function deathOf(random: Random, { deathAfterAnswer, death }: Intensity): RidePlan['death'] {
  if (random.chance(deathAfterAnswer)) return 'after-answer';
  if (!random.chance(death)) return undefined;
  return random.chance(0.8) ? 'one-function' : 'all-functions';
}

function requestOf(random: Random, area: Point, intensity: Intensity): RideRequest {
  const pickup = northOf(area, intensity.crowded ? 0 : random.next());
  return {
    pickup,
    dropoff: northOf(pickup, random.between(2, 12)),
    product: 'standard',
    paymentMethodId: random.chance(0.05) ? 'pm_card_chargeDeclined' : 'pm_card_visa',
    simulate: simulateOf(random, intensity),
  };
}

function simulateOf(random: Random, { branchFault }: Intensity): Simulate {
  const delays = branchNames.map((name): [string, SimulatedBranch] => [name, { delayMs: random.between(0, 80) }]);
  const simulate = Object.fromEntries(delays);
  if (!random.chance(branchFault)) return simulate;
  const name = random.pick(branchNames);
  return { ...simulate, [name]: { ...simulate[name], ...faultOf(random) } };
}

/** Mostly faults that a retry outlives. Those that outlast all attempts throw: a hang costs its queue many seconds. */
function faultOf(random: Random): SimulatedBranch {
  const share = random.next();
  if (share < 0.1) return { fault: 'reject' };
  if (share < 0.8) return { fault: 'exception', times: random.pick([1, 1, 2, 3]) };
  return { fault: random.pick(['timeout', 'crash']), times: 1 };
}
