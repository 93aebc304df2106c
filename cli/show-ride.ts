import type { Ride } from '../client/index.ts';
import { paintOn } from './paint.ts';
import { program } from './program.ts';
import { waterfalls } from './waterfall.ts';

/** A ride as a command finally prints it, with the commands that apply to it. */
export function shownRide(ride: Ride, { json, who }: { readonly json: boolean; readonly who: string }): string {
  if (json) return JSON.stringify(ride, null, 2);
  const next =
    ride.status === 'requested'
      ? `  to see how it ends: ${program} watch ${ride.rideId}${who}`
      : `  its whole way: ${program} trace ${ride.rideId}${who}`;
  return `${waterfalls([ride], paintOn(process.stdout), process.stdout.columns)}\n\n${next}`;
}
