import { cellToBoundary, gridDisk } from 'h3-js';
import { areaAround, cellOf } from '../../core/geo.ts';
import { areaOf, marketReader } from '../../core/market.ts';
import type { Product } from '../../core/products.ts';
import { surgeMultiplier } from '../../core/surge.ts';
import { type Instant, instantOf } from '../../core/time.ts';
import type { AboutCloud } from '../../local/index.ts';
import { cityCentre } from '../fleet.ts';
import type { City, CityCell, DriverPlace, DriverState } from './protocol.ts';
import { type Item, scanAll } from './scan-all.ts';

/** The console shows the surge of this product. */
const product = 'standard';

/** Steps around the centre's cell: about 8 km. */
const rings = 3;

/** The most drivers that are drawn. */
const mostDrivers = 2_000;

const cells = gridDisk(cellOf(cityCentre), rings).map((cell) => ({
  cell,
  boundary: cellToBoundary(cell).map(([lat, lng]) => ({ lat, lng })),
}));

/** The drivers' positions, and the market of each cell around the city's centre. */
export async function readCity({ dynamodb, description }: AboutCloud, now: number): Promise<City> {
  const { DriversTableName, DemandTableName } = description?.outputs ?? {};
  const items = await scanDrivers(dynamodb, DriversTableName);
  const free = new Map<string, number>();
  for (const { availableIn, product: driven, place } of items) {
    if (availableIn === undefined || place?.S === undefined) continue;
    const area = areaOf(driven?.S as Product, areaAround(place.S));
    free.set(area, (free.get(area) ?? 0) + 1);
  }
  const market = marketReader({
    drivers: { countFree: async (_, cell) => free.get(areaOf(product, cell)) ?? 0 },
    demand: { countSince: (area, since, atMost) => countDemand(dynamodb, DemandTableName, area, since, atMost) },
  });
  const at = instantOf(now);
  const cellNow = async ({ cell, boundary }: (typeof cells)[number]): Promise<CityCell> => {
    const { demand, supply } = await market(product, cell, at);
    return { cell, boundary, demand, supply, surge: surgeMultiplier(demand, supply) };
  };
  const freeStandard = items.filter((item) => item.availableIn !== undefined && item.product?.S === product).length;
  const drivers = items.flatMap((item) => driverOf(item, at));
  return { freeStandard, drivers, cells: await Promise.all(cells.map(cellNow)) };
}

const scanDrivers = (dynamodb: AboutCloud['dynamodb'], TableName: string | undefined): Promise<Item[]> =>
  scanAll(
    dynamodb,
    {
      TableName,
      ProjectionExpression: 'driverId, product, #position, place, availableIn, heldBy, leaseUntil, holdUntil',
      ExpressionAttributeNames: { '#position': 'position' },
    },
    mostDrivers,
  );

async function countDemand(
  dynamodb: AboutCloud['dynamodb'],
  TableName: string | undefined,
  area: string,
  since: Instant,
  Limit: number,
): Promise<number> {
  const { Count = 0 } = await dynamodb.call<{ Count?: number }>('Query', {
    TableName,
    KeyConditionExpression: 'area = :area AND requested >= :since',
    ExpressionAttributeValues: { ':area': { S: area }, ':since': { S: since } },
    Select: 'COUNT',
    Limit,
  });
  return Count;
}

function driverOf(item: Item, now: Instant): DriverPlace[] {
  const [lat, lng] = [Number(item.position?.M?.lat?.N), Number(item.position?.M?.lng?.N)];
  const driverId = item.driverId?.S;
  if (driverId === undefined || Number.isNaN(lat) || Number.isNaN(lng)) return [];
  return [{ driverId, lat, lng, state: stateOf(item, now) }];
}

/** Drivers in the index are free. Others without a ride are off shift, or have not reported recently. */
function stateOf({ availableIn, heldBy, leaseUntil, holdUntil }: Item, now: Instant): DriverState {
  const end = leaseUntil?.S ?? holdUntil?.S;
  const isTaken = heldBy?.S !== undefined && (end === undefined || end >= now);
  if (isTaken) return 'taken';
  return availableIn ? 'available' : 'off';
}
