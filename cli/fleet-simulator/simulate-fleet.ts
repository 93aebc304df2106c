import { setTimeout as delay } from 'node:timers/promises';
import type { ClientOptions } from '../../client/index.ts';
import type { FleetDriver } from '../fleet.ts';
import { reportDriver } from '../report-driver.ts';
import { type FleetPace, type FleetPorts, FleetSimulator } from './fleet-simulator.ts';
import { movingFleet } from './moving-fleet.ts';

export interface FleetPlan extends FleetPace {
  readonly fleet: readonly FleetDriver[];
  /** The same seed gives the same movement. */
  readonly seed: number;
}

/** A fleet that reports to the API of a stack on this machine. It stands still until `run` is called. */
export const simulateFleet = (
  apiUrl: string,
  { fleet, seed, ...pace }: FleetPlan,
  { onReport, ...options }: Pick<FleetPorts, 'onReport'> & Pick<ClientOptions, 'fetch'> = {},
): FleetSimulator =>
  new FleetSimulator(
    movingFleet(fleet, seed),
    {
      report: (driverId, report) => reportDriver(apiUrl, driverId, report, options),
      clock: () => performance.now(),
      wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
      ...(onReport && { onReport }),
    },
    pace,
  );
