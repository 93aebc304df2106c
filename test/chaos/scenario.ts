import type { Point } from '../../core/point.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import type { Simulate, SimulatedBranch } from '../../core/simulation.ts';
import { northOf } from '../support/places.ts';
import type { Intensity } from './intensity.ts';
import { type Random, randomOf } from './random.ts';
import { traceIdFor } from './trace.ts';

/** What one rider is going to do. */
export interface RidePlan {
  readonly riderId: string;
  /** Of all of its requests for the ride. */
  readonly traceId: string;
  /** What goes on failing for this ride alone. */
  readonly outage?: Outage;
  readonly request: RideRequest;
  readonly idempotencyKey?: string;
  /** How often the same request is sent at once; more than once only with a key. */
  readonly times: number;
  /** Whether the request waits for the outcome or the rider asks for it later. */
  readonly waits: boolean;
  /** What the rider or the driver does in the end; `cancel-early` does not wait for an outcome, and `leave` never looks. */
  readonly ending: 'complete' | 'cancel' | 'cancel-early' | 'stay' | 'leave';
  /** How long the rider thinks before that. */
  readonly pauseMs: number;
  /** Who dies on the way: all workers right after the answer, or those of one function or all at any moment. */
  readonly death?: 'after-answer' | 'one-function' | 'all-functions';
}

/**
 * Calls about one ride that fail in every attempt: `record` is refused, so that there is no ride; the answer of writing the
 * `record-unanswered` is lost; the `publication` is refused, so that no branch hears of it; an `answer` of the payment check can
 * neither be written nor sent, so that the ride's deadline comes; a `wake-up` is refused, and what `eta` says, so that all
 * required answers are there and nobody decides before the deadline.
 */
export type Outage = 'record' | 'record-unanswered' | 'publication' | 'answer' | 'wake-up';

export interface Scenario {
  readonly seed: number;
  readonly drivers: readonly { readonly driverId: string; readonly position: Point }[];
  readonly plans: readonly RidePlan[];
}

const ridesPerArea = 20;

/** Enough for those rides that stay confirmed and keep their driver; in every sixth area there are too few. */
const driversIn = (area: number): number => (isCrowd(area) ? ridesPerArea : area % 6 === 5 ? 3 : 14);

/** An area in which all riders are at one door, and as many drivers with them. */
const isCrowd = (area: number): boolean => area % 3 === 1;

const branchNames = ['driver-matching', 'eta', 'pricing', 'payment-check'] as const;

/** Who wants to go where, and what happens on the way. The same seed gives the same scenario. */
export function scenarioOf(seed: number, rides: number, intensity: Intensity): Scenario {
  const random = randomOf(seed, 'scenario');
  const areas = Array.from({ length: Math.ceil(rides / ridesPerArea) }, (_, index) => placeOf(index));
  const driversOf = (area: Point, index: number) =>
    Array.from({ length: driversIn(index) }, (_, driver) => ({
      driverId: `driver-${index}-${driver}`,
      position: northOf(area, isCrowd(index) ? 0 : random.next()),
    }));
  return {
    seed,
    drivers: areas.flatMap(driversOf),
    plans: Array.from({ length: rides }, (_, index) => {
      const area = areaOf(index, intensity.areas, areas.length);
      const plan = planOf(random, index, { place: placeOf(area), isCrowd: isCrowd(area) }, intensity);
      return { ...plan, traceId: traceIdFor(seed, plan.riderId), ...(intensity.outages && besetIn(plan, index)) };
    }),
  };
}

/** Far from one another: no driver of one area is near enough to another. */
const placeOf = (area: number): Point => ({ lat: -40 + (area % 80), lng: -170 + 2 * Math.floor(area / 80) });

/** Rides of one area compete for its drivers; they come in so many areas at a time. */
function areaOf(ride: number, atOnce: number, areas: number): number {
  const wave = Math.floor(ride / (atOnce * ridesPerArea));
  return (wave * atOnce + (ride % atOnce)) % areas;
}

/** Every so many rides one each, so that the shortest run has some of all of them. */
function besetIn({ request }: Pick<RidePlan, 'request'>, index: number): Partial<RidePlan> {
  const quiet = { ending: 'stay', times: 1 } as const;
  switch (index % 25) {
    case 3:
      return { ...quiet, outage: 'record' };
    case 5: {
      // It is to get a driver before others have them all.
      const simulate = Object.fromEntries(branchNames.map((name) => [name, { delayMs: 0 }]));
      return { ...quiet, request: { ...request, simulate }, outage: 'wake-up', waits: false, ending: 'leave' };
    }
    case 8:
      return { ...quiet, outage: 'answer', waits: false, ending: 'leave' };
    case 13:
      return { ...quiet, outage: 'publication' };
    case 18:
      return { ...quiet, outage: 'record-unanswered' };
    case 23: {
      const failing = { 'payment-check': { fault: 'exception', times: 100 } } as const;
      return { ...quiet, request: { ...request, simulate: { ...request.simulate, ...failing } } };
    }
    default:
      return {};
  }
}

interface Area {
  readonly place: Point;
  readonly isCrowd: boolean;
}

function planOf(random: Random, index: number, area: Area, intensity: Intensity): Omit<RidePlan, 'traceId'> {
  const ending = endingOf(random, intensity);
  const withKey = random.chance(0.4);
  const death = deathOf(random, intensity);
  return {
    riderId: `rider-${index}`,
    request: requestOf(random, area, intensity),
    ...(withKey && { idempotencyKey: `key-${random.between(0, 1e9)}` }),
    times: withKey && random.chance(0.4) ? random.between(2, 4) : 1,
    waits: ending !== 'cancel-early' && ending !== 'leave' && random.chance(0.5),
    ending,
    pauseMs: random.between(0, ending === 'cancel-early' ? 700 : 150),
    ...(death && { death }),
  };
}

function endingOf(random: Random, { earlyCancel, leaving }: Intensity): RidePlan['ending'] {
  if (random.chance(earlyCancel)) return 'cancel-early';
  if (random.chance(leaving)) return 'leave';
  const share = random.next();
  if (share < 0.7) return 'complete';
  return share < 0.82 ? 'cancel' : 'stay';
}

function deathOf(random: Random, { deathAfterAnswer, death }: Intensity): RidePlan['death'] {
  if (random.chance(deathAfterAnswer)) return 'after-answer';
  if (!random.chance(death)) return undefined;
  return random.chance(0.8) ? 'one-function' : 'all-functions';
}

function requestOf(random: Random, { place, isCrowd }: Area, intensity: Intensity): RideRequest {
  const pickup = northOf(place, intensity.crowded || isCrowd ? 0 : random.next());
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

/** Mostly faults that a retry outlives. Those that outlast all attempts throw, so that the branch is said to have failed. */
function faultOf(random: Random): SimulatedBranch {
  const share = random.next();
  if (share < 0.1) return { fault: 'reject' };
  if (share < 0.8) return { fault: 'exception', times: random.pick([1, 1, 2, 100]) };
  return { fault: random.pick(['timeout', 'crash']), times: 1 };
}
