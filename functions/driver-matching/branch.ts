import { dynamo } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { type DriverMatchingPorts, driverMatching } from '../../core/driver-matching.ts';
import { stores, variables } from '../../core/names.ts';
import type { DriverMatch } from '../../core/results.ts';

export function branch(ports = driverMatchingPorts()): Branch<DriverMatch> {
  return { definition: branches['driver-matching'], rule: driverMatching(ports) };
}

/** The ports of driver-matching. */
export function driverMatchingPorts(): DriverMatchingPorts {
  const [drivers, freshSeconds] = environment(stores.drivers.environment, variables.driverFreshSeconds);
  return { drivers: driverStore(dynamo(), drivers), driverFreshSeconds: Number(freshSeconds), clock };
}
