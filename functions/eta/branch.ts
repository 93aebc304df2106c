import { routing } from '#routing';
import { dynamo } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { eta } from '../../core/eta.ts';
import { stores } from '../../core/names.ts';
import { recent } from '../../core/recent.ts';
import type { Eta } from '../../core/results.ts';

/** For an estimate, positions that are a few seconds old are good enough. */
const pageMs = 5_000;

export function branch(): Branch<Eta> {
  const [table] = environment(stores.drivers.environment);
  const { freeIn } = driverStore(dynamo(), table);
  // A driver who comes on shift where there was none is seen at once.
  const drivers = {
    freeIn: recent(
      pageMs,
      () => Date.now(),
      freeIn,
      (page) => page.drivers.length > 0,
    ),
  };
  return { definition: branches.eta, rule: eta({ drivers, routing: routing(), clock }) };
}
