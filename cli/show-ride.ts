import type { Ride } from '../client/index.ts';
import { paintOn } from './paint.ts';
import { program } from './program.ts';
import type { RiderAccess } from './rider-client.ts';
import { traceLink } from './trace-link.ts';
import { drawEach, waterfalls } from './waterfall.ts';

interface ShownOptions {
  readonly json: boolean;
  /** Options with which the suggested commands refer to the same ride: see `sameWho`. */
  readonly who: string;
  readonly rider: Pick<RiderAccess, 'traceLink' | 'elsewhere'>;
}

/** A ride as a command finally prints it, with the commands that apply to it, and the console's page of its trace. */
export async function shownRide(ride: Ride, { json, who, rider }: ShownOptions): Promise<string> {
  if (json) return JSON.stringify(ride, null, 2);
  const link = await rider.traceLink(ride.rideId);
  return [
    waterfalls([ride], paintOn(process.stdout), process.stdout.columns),
    '',
    ride.status === 'requested'
      ? `  to see how it ends: ${program} watch ${ride.rideId}${who}`
      : `  its whole way: ${program} trace ${ride.rideId}${link === undefined ? rider.elsewhere : who}`,
    ...(link === undefined ? [] : [`  in the console: ${link}`]),
  ].join('\n');
}

/** Rides as `start` prints them: to one scale, each with the console's page of its trace, where a console stays up. */
export function shownRides(rides: readonly Ride[], consoleUrl: string | undefined): string {
  const drawn = drawEach(rides, paintOn(process.stdout), process.stdout.columns);
  const link = (rideId: string) =>
    consoleUrl === undefined ? '' : `\n  in the console: ${traceLink(consoleUrl, rideId)}`;
  return rides.map(({ rideId }, index) => `${drawn[index]}${link(rideId)}`).join('\n\n');
}
