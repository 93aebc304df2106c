import { branches } from '../../core/branches.ts';
import { firstCity, firstTrip } from '../../core/first-trip.ts';
import type { AboutCloud } from '../../local/index.ts';
import { defaultRider } from '../defaults.ts';
import type { ConsoleConfig } from './protocol.ts';

/** The page's configuration for the stack that serves it; undefined until the stack is up. */
export function consoleConfig({ description }: AboutCloud): ConsoleConfig | undefined {
  if (description === undefined) return undefined;
  const { ApiUrl = '', PushHttpUrl: httpUrl, PushRealtimeUrl: realtimeUrl } = description.outputs;
  return {
    // A path, so that it also works if the page was opened under another name of this machine.
    apiUrl: new URL(ApiUrl).pathname,
    riderId: defaultRider,
    branches: Object.values(branches).map(({ name, need, simulatedMs }) => ({ name, need, simulatedMs })),
    insides: true,
    simulation: true,
    city: firstCity,
    ride: firstTrip,
    ...(httpUrl !== undefined && realtimeUrl !== undefined && { push: { httpUrl, realtimeUrl } }),
  };
}
