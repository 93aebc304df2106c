import { asRider } from '../../cli/callers.ts';
import { createClient, type PushMessage, watchRide } from '../../client/index.ts';
import type { Rider } from './api-users.ts';
import type { RunningStack } from './running-stack.ts';

export interface Heard {
  readonly message: PushMessage;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Watches a ride of the rider's by push; `heard` grows as it is told, and `over` resolves after the outcome. */
export async function watched({ cloud }: RunningStack, rider: Rider, rideId: string) {
  const heard: Heard[] = [];
  const { authorization } = await asRider(rider.riderId);
  const token = authorization.replace('Bearer ', '');
  const over = watchRide({
    realtimeUrl: cloud.outputs.PushRealtimeUrl,
    httpHost: new URL(cloud.outputs.PushHttpUrl ?? '').host,
    token,
    riderId: rider.riderId,
    rideId,
    onEvent: (message) => heard.push({ message, at: Date.now() }),
    client: createClient({ baseUrl: cloud.apiUrl, token }),
  });
  const names = () => heard.map(({ message }) => (message.type === 'ride.progress' ? message.branch : message.type));
  return { heard, names, over };
}
