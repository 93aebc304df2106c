import { reportDriver } from './api-client.ts';
import type { FleetDriver } from './fleet.ts';

/** As a fleet does, several drivers report at once. */
const atOnce = 12;

/** Reports each driver of the fleet to the API. */
export async function seedFleet(apiUrl: string, fleet: readonly FleetDriver[]): Promise<void> {
  const waiting = fleet.values();
  const reportAll = async () => {
    for (const { driverId, report } of waiting) await reportDriver(apiUrl, driverId, report);
  };
  await Promise.all(Array.from({ length: atOnce }, reportAll));
}
