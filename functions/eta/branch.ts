import { routing } from '#routing';
import { dynamo } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { eta } from '../../core/eta.ts';
import { stores } from '../../core/names.ts';
import type { Eta } from '../../core/results.ts';

export function branch(): Branch<Eta> {
  const [drivers] = environment(stores.drivers.environment);
  const ports = { drivers: driverStore(dynamo(), drivers), routing: routing(), clock };
  return { definition: branches.eta, rule: eta(ports) };
}
