import { dynamo } from '../../adapters/clients.ts';
import { demandStore } from '../../adapters/demand-store.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { stores } from '../../core/names.ts';
import { pricing } from '../../core/pricing.ts';
import type { Fare } from '../../core/results.ts';

export function branch(): Branch<Fare> {
  const [drivers, demand] = environment(stores.drivers.environment, stores.demand.environment);
  const ports = { drivers: driverStore(dynamo(), drivers), demand: demandStore(dynamo(), demand) };
  return { definition: branches.pricing, rule: pricing(ports) };
}
