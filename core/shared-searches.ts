import { cellOf, distanceMeters, resolutions } from './geo.ts';
import {
  byNearness,
  CrowdedCells,
  type Found,
  nearEnoughMeters,
  nearestDrivers,
  nearestOf,
  radiusMeters,
  type Search,
} from './nearest-drivers.ts';
import type { Point } from './point.ts';
import type { AvailableDriver, DriverStore } from './ports.ts';
import { recent } from './recent.ts';
import type { Clock } from './time.ts';

/** Whether the riders of a shared search each want a different driver, or all want the nearest one. */
export type Wanting = 'one each' | 'the nearest';

interface SharedSearchPorts {
  readonly drivers: Pick<DriverStore, 'freeIn'>;
  readonly clock: Clock;
}

/** A search in progress: its limits may grow after it began, in number, distance and tolerance. */
interface Shared {
  readonly pickup: Point;
  wanted: number;
  withinMeters: number;
  nearEnoughMeters: number;
  isJoined: boolean;
}

/** Longer than a query takes. */
const queryMs = 10_000;

/**
 * The searches of one process. Riders who request the same product at the same door while a search is in progress share its
 * result, and each is offered a different driver: a batch of riders at one place costs one search, and its riders do not
 * compete with each other. Searches at other doors share the queries that are in progress.
 */
export class SharedSearches {
  readonly #drivers: Pick<DriverStore, 'freeIn'>;
  readonly #crowded: CrowdedCells;
  readonly #underWay = new Map<string, { readonly search: Shared; readonly share: Promise<Share> }>();
  readonly #wanting: Wanting;

  constructor({ drivers, clock }: SharedSearchPorts, wanting: Wanting = 'one each') {
    const now = () => clock().getTime();
    this.#drivers = { freeIn: recent(queryMs, now, drivers.freeIn, () => false) };
    this.#wanting = wanting;
    this.#crowded = new CrowdedCells(now);
  }

  /** @param asked a single rider wants one driver by default */
  find(asked: Omit<Search, 'wanted'> & Partial<Search>): Promise<Share> {
    const key = [asked.product, cellOf(asked.pickup, resolutions.door), asked.pageSize].join(' ');
    const joined = this.#underWay.get(key);
    if (joined) {
      join(joined.search, asked.pickup, this.#wanting);
      return joined.share;
    }
    const search = { wanted: 1, withinMeters: radiusMeters, nearEnoughMeters: 0, isJoined: false, ...asked };
    const share = nearestDrivers(this.#drivers, search, this.#crowded)
      .finally(() => this.#underWay.delete(key))
      .then((found) => new Share(found, search));
    this.#underWay.set(key, { search, share });
    return share;
  }
}

/**
 * One more driver may be wanted then, and nearby drivers are good enough; this rider's radius extends beyond that of the
 * first one.
 */
function join(search: Shared, pickup: Point, wanting: Wanting): void {
  search.isJoined = true;
  if (wanting === 'one each') {
    search.wanted += 1;
    search.nearEnoughMeters = nearEnoughMeters;
  }
  const apartMeters = Math.ceil(distanceMeters(search.pickup, pickup));
  search.withinMeters = Math.max(search.withinMeters, radiusMeters + apartMeters);
}

/** The result of a search, shared by its riders: no driver is offered twice. */
export class Share {
  /** Whether several riders have joined the search. */
  readonly isShared: boolean;
  readonly #found: Found;
  readonly #search: Shared;
  readonly #offered = new Set<string>();
  /** The result sorted by distance from each pickup: many riders share one pickup. */
  readonly #from = new Map<string, Found>();

  constructor(found: Found, search: Shared) {
    this.isShared = search.isJoined;
    this.#found = found;
    this.#search = search;
  }

  /** The result as seen by a rider who may wait at the opposite end of the door's cell. */
  from(pickup: Point): Found {
    const key = `${pickup.lat} ${pickup.lng}`;
    const found = this.#from.get(key) ?? this.#seenFrom(pickup);
    this.#from.set(key, found);
    return found;
  }

  #seenFrom(pickup: Point): Found {
    const drivers = this.#found.drivers
      .map((driver) => ({ ...driver, distanceMeters: distanceMeters(pickup, driver.position) }))
      .filter((driver) => driver.distanceMeters <= radiusMeters)
      .sort(byNearness);
    return {
      ...this.#found,
      drivers,
      seenMeters: this.#found.seenMeters - distanceMeters(this.#search.pickup, pickup),
    };
  }

  /** The nearest driver that was not offered yet. */
  nearest(pickup: Point): AvailableDriver | undefined {
    return this.#offer(this.#rest(this.from(pickup).drivers)[0]);
  }

  /**
   * Another driver for a rider who has lost one: with several riders, one that depends on `hash`, otherwise the next nearest,
   * if known.
   */
  another(pickup: Point, hash: number): AvailableDriver | undefined {
    const found = this.from(pickup);
    const rest = this.#rest(this.isShared ? found.drivers : nearestOf(found));
    return this.#offer(rest[this.isShared ? hash % rest.length : 0]);
  }

  #rest(drivers: readonly AvailableDriver[]): readonly AvailableDriver[] {
    return drivers.filter(({ driverId }) => !this.#offered.has(driverId));
  }

  #offer(driver: AvailableDriver | undefined): AvailableDriver | undefined {
    if (driver) this.#offered.add(driver.driverId);
    return driver;
  }
}
