import { dynamo } from '../../adapters/clients.ts';
import { demandStore } from '../../adapters/demand-store.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { surgeMarketReader } from '../../core/market.ts';
import { stores } from '../../core/names.ts';
import { type PricingPorts, pricing } from '../../core/pricing.ts';
import type { Product } from '../../core/products.ts';
import { recent } from '../../core/recent.ts';
import type { Fare } from '../../core/results.ts';
import { nowOf } from '../../core/time.ts';

/** Surge follows the market of the last five minutes: data that is a few seconds old is fair enough. */
const marketMs = 5_000;

export function branch(): Branch<Fare> {
  return { definition: branches.pricing, rule: pricing(pricingPorts()) };
}

function pricingPorts(): PricingPorts {
  const [drivers, demandTable] = environment(stores.drivers.environment, stores.demand.environment);
  const demand = demandStore(dynamo(), demandTable);
  const read = surgeMarketReader({ demand, drivers: driverStore(dynamo(), drivers) });
  const market = recent(marketMs, Date.now, (product: Product, cell: string) => read(product, cell, nowOf({ clock })));
  return { demand, market };
}
