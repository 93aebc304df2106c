import type { RideView } from '../../core/ride-view.ts';
import { ridesApi } from './rides-api.ts';

const everyMs = 60;

/** Asks for a ride again and again until it has its outcome; tells each state that it finds. Throws `CallError`. */
export async function followRide(rideId: string, tell: (view: RideView) => void): Promise<RideView> {
  for (;;) {
    const view = await ridesApi.get(rideId);
    tell(view);
    if (view.status !== 'requested') return view;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
