import { branches } from '../../core/branches.ts';
import { firstCity, firstTrip } from '../../core/first-trip.ts';
import type { AboutCloud } from '../../local/index.ts';
import { defaultRider } from '../defaults.ts';
import type { ConsoleConfig } from './protocol.ts';

/** What the page has to know of the stack that it is served by; undefined until all of that is there. */
export function consoleConfig({ description }: AboutCloud): ConsoleConfig | undefined {
  if (description === undefined) return undefined;
  const { ApiUrl = '', PushHttpUrl: httpUrl, PushRealtimeUrl: realtimeUrl } = description.outputs;
  return {
    // Where the page was opened by another of this machine's names, it is the same API's.
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
