import { EventEmitter, on } from 'node:events';
import {
  followRide,
  type PushAddress,
  type PushMessage,
  type Ride,
  type RideClient,
  watchRide,
} from '../client/index.ts';

type Client = Pick<RideClient, 'getRide'>;

/**
 * The views of a ride until its outcome: with push one for each branch's answer, without push one for each poll. Throws
 * `ClientError`, and the signal's reason.
 */
export async function* rideViews(
  client: Client,
  rideId: string,
  { push, signal }: { readonly push: PushAddress | undefined; readonly signal: AbortSignal },
  watch = watchRide,
): AsyncGenerator<Ride, void, undefined> {
  if (push === undefined) return yield* followRide(client, rideId, { signal });
  let ride = await client.getRide(rideId, { waitSeconds: 0, signal });
  yield ride;
  if (ride.status !== 'requested') return;
  const messages = messagesOf((onEvent) => watch({ ...push, client, rideId, signal, onEvent }), signal);
  for await (const message of messages) {
    if (message.type === 'ride.progress') ride = withAnswer(ride, message);
    else ride = await client.getRide(rideId, { waitSeconds: 0, signal });
    yield ride;
  }
}

async function* messagesOf(
  watch: (onEvent: (message: PushMessage) => void) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<PushMessage, void, undefined> {
  const heard = new EventEmitter();
  heard.on('error', () => {}); // After the last listener is gone, an error must not be thrown.
  const messages = on(heard, 'message', { close: ['end'], signal });
  watch((message) => void heard.emit('message', message)).then(
    () => heard.emit('end'),
    (error: unknown) => heard.emit('error', error),
  );
  for await (const [message] of messages) yield message;
}

const withAnswer = (ride: Ride, message: Extract<PushMessage, { type: 'ride.progress' }>): Ride => ({
  ...ride,
  branches: { ...ride.branches, [message.branch]: message.view },
});
