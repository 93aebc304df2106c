import type { DriverHeartbeats } from '../driver-heartbeats.ts';
import type { FleetDriver } from '../fleet.ts';
import type { FleetPace } from '../fleet-simulator/fleet-simulator.ts';
import { simulateFleet } from '../fleet-simulator/simulate-fleet.ts';
import { keepFleet } from '../seed-fleet.ts';

/** Slow enough not to delay rides. */
export const fleetPace: FleetPace = { everySeconds: 30, reportsPerSecond: 20 };

/** Moves the fleet until the signal aborts. If that fails, the drivers stay where they began, and keep reporting. */
export async function moveFleet(
  apiUrl: string,
  fleet: readonly FleetDriver[],
  signal: AbortSignal,
): Promise<DriverHeartbeats<FleetDriver> | undefined> {
  try {
    await simulateFleet(apiUrl, { fleet, seed: 1, ...fleetPace }).run(signal);
    return undefined;
  } catch (error) {
    console.error(`The drivers stand still from now on: ${error instanceof Error ? error.message : error}`);
    return keepFleet(apiUrl, fleet);
  }
}
