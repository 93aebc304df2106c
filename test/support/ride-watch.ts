import { asRider } from '../../cli/callers.ts';
import { createClient, type PushMessage, watchRide } from '../../client/index.ts';
import type { Rider } from './api-users.ts';
import type { RunningStack } from './running-stack.ts';

/**
 * Watches a ride of the rider's by push; `heard` grows as it is told, and `over` resolves after the outcome. `looks` is how
 * often it has asked for the ride.
 */
export async function watched({ cloud }: RunningStack, rider: Rider, rideId: string) {
  const heard: PushMessage[] = [];
  let looks = 0;
  const { authorization } = await asRider(rider.riderId);
  const token = authorization.replace('Bearer ', '');
  const client = createClient({ baseUrl: cloud.apiUrl, token });
  const over = watchRide({
    realtimeUrl: cloud.outputs.PushRealtimeUrl,
    httpHost: new URL(cloud.outputs.PushHttpUrl ?? '').host,
    token,
    riderId: rider.riderId,
    rideId,
    onEvent: (message) => heard.push(message),
    client: {
      getRide: (...args) => {
        looks += 1;
        return client.getRide(...args);
      },
    },
  });
  const names = () => heard.map((message) => (message.type === 'ride.progress' ? message.branch : message.type));
  return { heard, names, looks: () => looks, over };
}
