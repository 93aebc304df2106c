import type { Ride, RideClient } from '../../client/index.ts';
import { branches } from '../../core/branches.ts';
import { firstRide } from '../how-to-ask.ts';

const warmUpRounds = 5;

/** One ride through each flow. */
export const demonstrate = async (rider: RideClient): Promise<Ride[]> => [
  await rider.requestRide(firstRide, { flow: 'parallel', waitSeconds: 25 }),
  await rider.requestRide(firstRide, { flow: 'sequential' }),
];

/** The two rides should not show cold starts: this starts the functions and compiles the code that rides use. */
export async function warmUp(rider: RideClient): Promise<void> {
  const simulate = Object.fromEntries(Object.keys(branches).map((branch) => [branch, { delayMs: 0 }]));
  const flows = ['parallel', 'sequential'] as const;
  for (let round = 0; round < warmUpRounds; round += 1) {
    await Promise.all(flows.map((flow) => rider.requestRide({ ...firstRide, simulate }, { flow, waitSeconds: 25 })));
  }
}
