import { asRider } from '../../cli/callers.ts';
import { each } from '../../cli/each.ts';
import { type Api, patiently } from '../support/api.ts';
import type { AcceptedRide } from './traffic.ts';

/** The API's answers about the rides that it accepted. */
export interface LookedUp {
  /** By status, and `404` and the like for missing rides. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Rides that are missing, or have not ended. */
  readonly lost: number;
}

const atOnce = 16;

/** Reads every accepted ride, as its rider. */
export async function lookUp(api: Api, rides: readonly AcceptedRide[]): Promise<LookedUp> {
  const byStatus: Record<string, number> = {};
  await each(rides, atOnce, async (ride) => {
    const seen = await statusOf(api, ride);
    byStatus[seen] = (byStatus[seen] ?? 0) + 1;
  });
  const ended = ['confirmed', 'rejected', 'expired', 'completed'].reduce((sum, name) => sum + (byStatus[name] ?? 0), 0);
  return { byStatus, lost: rides.length - ended };
}

async function statusOf(api: Api, { rideId, riderId }: AcceptedRide): Promise<string> {
  const headers = await asRider(riderId);
  const look = () => api.call<{ status: string }>('GET', `rides/${rideId}`, { headers });
  const { status, body } = await patiently(look);
  return status === 200 ? body.status : String(status);
}
