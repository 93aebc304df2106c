import { dynamo } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { matchStore } from '../../adapters/match-store.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { type DriverMatchingPorts, driverMatching } from '../../core/driver-matching.ts';
import { stores } from '../../core/names.ts';
import type { DriverMatch } from '../../core/results.ts';

export function branch(ports = driverMatchingPorts()): Branch<DriverMatch> {
  return { definition: branches['driver-matching'], rule: driverMatching(ports) };
}

/** What driver-matching works with. */
export function driverMatchingPorts(): DriverMatchingPorts {
  const [drivers, matches] = environment(stores.drivers.environment, stores.matches.environment);
  return { drivers: driverStore(dynamo(), drivers), matches: matchStore(dynamo(), matches), clock };
}
