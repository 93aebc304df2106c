import { dynamo } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { matchStore } from '../../adapters/match-store.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { driverMatching } from '../../core/driver-matching.ts';
import { stores } from '../../core/names.ts';
import type { DriverMatch } from '../../core/results.ts';

export function branch(): Branch<DriverMatch> {
  const [drivers, matches] = environment(stores.drivers.environment, stores.matches.environment);
  const ports = { drivers: driverStore(dynamo(), drivers), matches: matchStore(dynamo(), matches), clock };
  return { definition: branches['driver-matching'], rule: driverMatching(ports) };
}
