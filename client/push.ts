import { rideChannel, riderChannels } from '../core/push-channel.ts';
import type { RideClient } from './create-client.ts';
import { type ListenOptions, listen } from './listen.ts';
import { pause } from './pause.ts';
import type { OutcomePush, PushMessage } from './push-message.ts';
import type { Ride } from './types.ts';

/** The stack's push addresses, from its outputs, and the listener. */
export interface PushAddress {
  /** `PushRealtimeUrl`; absent if the stack has no push. */
  readonly realtimeUrl?: string | undefined;
  /** The host of `PushHttpUrl`. */
  readonly httpHost?: string | undefined;
  /** The rider's bearer token, or a function that returns it, called for each connection, as tokens expire. */
  readonly token: string | (() => string | Promise<string>);
  readonly riderId: string;
  readonly signal?: AbortSignal | undefined;
}

export interface WatchRide extends PushAddress {
  readonly rideId: string;
  /** Receives each branch's answer once, and the outcome once, as the last event. */
  readonly onEvent: (event: PushMessage) => void;
  /**
   * Reads the ride, or waits for its outcome if there is no push. An error with a 4xx `status`, except 408 and 429, ends the
   * watch; any other is retried.
   */
  readonly client: Pick<RideClient, 'getRide'>;
}

export interface WatchRides extends PushAddress {
  /** Receives every event of every ride of the rider; events may be duplicated and out of order. */
  readonly onEvent: (event: PushMessage) => void;
  /** From here on no event is missed. Called again after each reconnect: events may have been missed before it. */
  readonly onSubscribed?: () => void;
}

/** The longest wait of a GET, less some time for the network. */
const waitSeconds = 20;
/** Push does not guarantee delivery, so the ride is still polled now and then. */
const glanceMs = 30_000;
const shortestPauseMs = 500;
const longestPauseMs = 20_000;

/**
 * Watches a ride until its outcome, then resolves. It listens, and reads the ride after each subscription, so that nothing is
 * lost with a connection; without a connection, or without push, it uses long polling instead.
 * Rejects with the reason of `signal`, with what `onEvent` or `token` throws, or if the API refuses to show the ride.
 */
export async function watchRide({ onEvent, client, rideId, ...address }: WatchRide): Promise<void> {
  const over = new AbortController();
  const signal = endedBy(over, address);
  const tell = telling(onEvent, over);
  const look = async (seconds: number): Promise<boolean> => {
    try {
      for (const message of messagesOf(await client.getRide(rideId, { waitSeconds: seconds, signal }))) tell(message);
      return true;
    } catch (error) {
      if (isFinal(error)) over.abort(error);
      return false;
    }
  };
  const catchUp = async (): Promise<void> => {
    while (!(await look(0))) await pause(shortestPauseMs, signal);
  };
  const glances = setInterval(() => void look(0), glanceMs);
  try {
    const channel = await rideChannel(address.riderId, rideId);
    const onSubscribed = () => void catchUp().catch(() => {}); // It fails only when the watch ends.
    await listening({ ...address, channel, signal, onMessage: tell, onSubscribed, meanwhile: look });
    for (;;) await Promise.all([look(waitSeconds), pause(shortestPauseMs, signal)]);
  } catch (error) {
    if (!over.signal.aborted) throw error;
    if (over.signal.reason !== done) throw over.signal.reason;
  } finally {
    clearInterval(glances);
  }
}

/**
 * Receives events of all rides of a rider until `signal` aborts, and then rejects with its reason, or with what a listener or
 * `token` throws. Resolves immediately if there is no push, and when push is refused.
 */
export async function watchRides({ onEvent, onSubscribed = () => {}, ...address }: WatchRides): Promise<void> {
  const channel = await riderChannels(address.riderId);
  const failed = new AbortController();
  const signal = endedBy(failed, address);
  const listeners = {
    onMessage: (message: PushMessage) => abortingIfThrown(failed, () => onEvent(message)),
    onSubscribed: () => abortingIfThrown(failed, onSubscribed),
  };
  await listening({ ...address, ...listeners, channel, signal, meanwhile: async () => {} });
}

/** Aborts with the watch's own controller, and with the signal that the watch was given. */
const endedBy = (own: AbortController, { signal }: Pick<PushAddress, 'signal'>): AbortSignal =>
  AbortSignal.any([own.signal, ...(signal ? [signal] : [])]);

/** Nobody could catch what a listener throws in an event of the socket. */
function abortingIfThrown(watch: AbortController, listener: () => void): void {
  try {
    listener();
  } catch (error) {
    watch.abort(error);
  }
}

/** The abort reason of a watch that has seen the outcome. */
const done = Symbol('done');

/** Forwards each branch once, and the outcome last. */
function telling(onEvent: WatchRide['onEvent'], over: AbortController): (message: PushMessage) => void {
  const told = new Set<string>();
  return (message) => {
    const key = message.type === 'ride.progress' ? message.branch : message.type;
    if (over.signal.aborted || told.has(key)) return;
    told.add(key);
    abortingIfThrown(over, () => {
      onEvent(message);
      if (message.type !== 'ride.progress') over.abort(done);
    });
  };
}

/** The messages that push would have sent for a ride by now. */
function messagesOf({ rideId, flow, status, branches, settledAt, completedAt, cancelledAt }: Ride): PushMessage[] {
  const answered = Object.entries(branches).flatMap(([branch, view]): PushMessage[] =>
    view.finishedAt === null
      ? []
      : [{ type: 'ride.progress', rideId, branch, flow, view, occurredAt: view.finishedAt }],
  );
  if (status === 'requested') return answered;
  const type: OutcomePush['type'] = `ride.${status}`;
  return [...answered, { type, rideId, occurredAt: completedAt ?? cancelledAt ?? settledAt ?? '' }];
}

interface Listening extends Omit<PushAddress, 'signal'>, Pick<ListenOptions, 'channel' | 'signal' | 'onSubscribed'> {
  readonly onMessage: (message: PushMessage) => void;
  /** Runs while there is no connection, for about this many seconds. */
  readonly meanwhile: (seconds: number) => Promise<unknown>;
}

/** Listens, and reconnects after each loss of the connection, with backoff. Resolves if push is absent or refused. */
async function listening({ realtimeUrl, httpHost, token, onMessage, meanwhile, ...options }: Listening): Promise<void> {
  const { signal, onSubscribed } = options;
  if (realtimeUrl === undefined || httpHost === undefined) return;
  for (let failures = 0; ; failures += 1) {
    const subscribed = () => {
      failures = 0;
      onSubscribed();
    };
    const current = typeof token === 'string' ? token : await token();
    const onEvent = (event: unknown) => onMessage(event as PushMessage);
    const end = await listen({ ...options, realtimeUrl, httpHost, token: current, onSubscribed: subscribed, onEvent });
    signal.throwIfAborted();
    if (end === 'refused') return;
    const pauseMs = Math.random() * Math.min(longestPauseMs, shortestPauseMs * 2 ** failures);
    await Promise.all([meanwhile(Math.floor(pauseMs / 1_000)), pause(pauseMs, signal)]);
  }
}

/** Whether a retry is useless, because the request itself is wrong. */
function isFinal(error: unknown): boolean {
  const { status } = (error ?? {}) as { readonly status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429;
}
