import { busiestPlaces } from './city.ts';
import { callsOf, type FunctionPlan } from './functions.ts';
import type { Count } from './measured.ts';
import { peakPerSecond, type Question } from './question.ts';
import { totalOf } from './requests.ts';

/** A key of a table or an index, and its load in the busiest second. */
export interface HotKey {
  readonly name: string;
  readonly table: string;
  /** Units a second. */
  readonly writes: number;
  readonly reads: number;
  /** Utilization of a partition's 1,000 writes or 3,000 reads a second, whichever is higher. */
  readonly used: number;
  /** What happens beyond the limit. */
  readonly beyond: string;
  readonly remedy: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const partition = { writes: 1_000, reads: 3_000 } as const;

/** The rides of one rider in a minute: the stack's default of `ridesPerMinute`. */
const ridesOfRider = 10;

/** The keys that many rides share. */
export function planHotKeys(
  question: Question,
  functions: readonly FunctionPlan[],
  ride: readonly Count[],
  completion: readonly Count[],
): HotKey[] {
  const rides = peakPerSecond(question);
  const busiest = busiestPlaces(question.crowd);
  const all = [...ride, ...completion];
  const drivers = ({ of, operation }: Count) => of === 'drivers' && operation === 'UpdateItem';
  // A write takes one unit for the item, of less than 1 KB; further units are the index's.
  const indexWrites = totalOf(all, 'writeUnits', drivers) - totalOf(all, 'requests', drivers);
  const searched = totalOf(ride, 'readUnits', ({ of }) => of === 'drivers.available');
  const demand = (value: 'readUnits' | 'writeUnits') => totalOf(ride, value, ({ of }) => of === 'demand');
  return [
    keyOf({
      name: "free drivers of the busiest cell (36 km²) or of a crowd's",
      table: 'drivers, index available',
      writes: rides * busiest.cell * indexWrites,
      reads: rides * busiest.cell * searched,
      beyond:
        'Searches are throttled, and leases and releases too: a write of the table waits for its index. Branches try again; rides fail at their deadline. DynamoDB splits a partition that stays hot, by place',
      remedy:
        'finer cells as partition keys (`resolutions.coarsest` in core/geo.ts), or a stack for each part of the city',
    }),
    keyOf({
      name: 'demand of the busiest area (5 km²)',
      table: 'demand',
      writes: rides * busiest.area * demand('writeUnits'),
      reads: rides * busiest.area * demand('readUnits'),
      beyond:
        'pricing is throttled and tries again. Its sort key is the time, so each write goes to the end, and a split does not help',
      remedy: 'a sharded counter: area#0 to area#9 as keys, read together',
    }),
    keyOf({
      name: 'the load counter',
      table: 'load',
      writes: loadWrites(question, functions),
      reads: 0,
      beyond: 'counts are throttled and go with the next write: admission judges by figures of some seconds ago',
      remedy: 'a sharded counter, or reports every two seconds (core/admission.ts)',
    }),
    keyOf({
      name: "a rider's quota",
      table: 'quotas',
      writes: (ridesOfRider + 1) / 60,
      reads: 0,
      beyond: 'nothing: a rider who asks more often is refused by a write of the same key, at the rate of one client',
      remedy: 'none is needed',
    }),
  ];
}

const keyOf = (key: Omit<HotKey, 'used'>): HotKey => ({
  ...key,
  used: Math.max(key.writes / partition.writes, key.reads / partition.reads),
});

/** Each counting process writes once a second if it has counted something (core/admission.ts, core/rides-left.ts). */
function loadWrites(question: Question, functions: readonly FunctionPlan[]): number {
  const { rides } = callsOf(question);
  const tell = (name: string) => {
    const processes = functions.find((each) => each.name === name)?.concurrency ?? 0;
    // One second after the last write, and then until the next ride reaches this process.
    return processes === 0 ? 0 : processes / (1 + processes / rides);
  };
  return tell('api') + tell('aggregator');
}
