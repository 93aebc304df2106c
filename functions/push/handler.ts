import { sqs } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { subscriberHandler } from '../../adapters/lambda/subscriber-handler.ts';
import { eventApi } from '../../adapters/push/event-api.ts';
import { variables } from '../../core/names.ts';
import { rideChannel } from '../../core/push-channel.ts';
import { pushMessageOf } from '../../core/push-message.ts';

const [url] = environment(variables.pushUrl);
const publish = eventApi(url, sqs());

/** Pushes an event to a rider's own screen. Only outcomes are logged; a branch's answer already has a line. */
export const handler = subscriberHandler(async (event) => {
  const message = pushMessageOf(event);
  if (message === undefined) return undefined;
  await publish(await rideChannel(event.riderId, event.rideId), message);
  return message.type === 'ride.progress' ? undefined : { outcome: 'pushed' };
});
