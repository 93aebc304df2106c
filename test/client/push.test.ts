import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PushMessage, type Ride, type WatchRide, watchRide, watchRides } from '../../client/index.ts';
import { rideChannel } from '../../core/push-channel.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { EventApi } from '../../local/appsync/event-api.ts';
import { eventApiCall } from '../support/event-api-call.ts';
import { eventSocketServer, silentServer } from '../support/event-socket-server.ts';
import { eventually } from '../support/eventually.ts';
import { allOk, aRide, expects, requestedAt, resultsOf } from '../support/rides.ts';

const riderId = 'rider-1';
const results = allOk();
const branchNames = Object.keys(expects);

/** What the API shows of the ride when so many branches have answered. */
function shown(answered: number, status: Ride['status'] = 'requested'): Ride {
  const some = branchNames.slice(0, answered).flatMap((branch) => results[branch] ?? []);
  const pending = new Set(branchNames.slice(answered));
  const ended = status === 'requested' ? {} : { settledAt: requestedAt };
  return rideView(aRide({ rideId: 'ride_1', riderId, status, results: resultsOf(...some), pending, ...ended }));
}

class ApiError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The API answered ${status}.`);
    this.status = status;
  }
}

describe('who watches a ride', () => {
  let api: EventApi;
  let url: string;
  let connects: (string | undefined)[];
  let mayListen: boolean;

  const start = async () => {
    api = new EventApi({
      id: 'api',
      authorize: async ({ Authorization }, operation) => {
        if (operation === 'EVENT_CONNECT') connects.push(Authorization as string);
        return mayListen || operation === 'EVENT_CONNECT';
      },
    });
    api.addNamespace('rides');
    await api.start();
    url = api.localOrigins[0]?.[1] ?? '';
  };
  beforeEach(async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0); // It connects again without a pause.
    connects = [];
    mayListen = true;
    await start();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await api.stop();
  });

  const publish = async (message: PushMessage) => {
    const answer = await eventApiCall(`${url}/event`, {
      channel: await rideChannel(riderId, message.rideId),
      events: [JSON.stringify(message)],
    });
    expect(answer.status).toBe(200);
  };
  const progress = (branch: string): PushMessage => {
    const view = shown(4).branches[branch] ?? expect.fail();
    return { type: 'ride.progress', rideId: 'ride_1', branch, flow: 'parallel', view, occurredAt: requestedAt };
  };
  const outcome: PushMessage = { type: 'ride.confirmed', rideId: 'ride_1', occurredAt: requestedAt };

  /** A watch, what it was told, and what the API shows. */
  const watch = ({ getRide, ...more }: Partial<WatchRide> & { getRide?: () => Promise<Ride> } = {}) => {
    const told: string[] = [];
    const gets: number[] = [];
    const state = { ride: shown(0) };
    const over = watchRide({
      realtimeUrl: `${url.replace('http', 'ws')}/event/realtime`,
      httpHost: new URL(url).host,
      token: 'token',
      riderId,
      rideId: 'ride_1',
      onEvent: (event) => told.push(event.type === 'ride.progress' ? event.branch : event.type),
      client: {
        getRide: async (rideId, { waitSeconds = -1 } = {}) => {
          expect(rideId).toBe('ride_1');
          gets.push(waitSeconds);
          return getRide ? getRide() : state.ride;
        },
      },
      ...more,
    });
    return { told, gets, state, over };
  };
  const subscribed = ({ gets }: { gets: number[] }) => eventually(() => expect(gets.length).toBeGreaterThan(0));

  it('hears of each branch as it answers, of the outcome, and then of nothing', async () => {
    const watching = watch();
    await subscribed(watching);
    for (const branch of branchNames) {
      await publish(progress(branch));
      await eventually(() => expect(watching.told.at(-1)).toBe(branch));
    }
    await publish(outcome);
    await watching.over;
    await publish(progress('eta'));
    expect(watching.told).toEqual([...branchNames, 'ride.confirmed']);
    expect(watching.gets).toEqual([0]);
    expect(connects).toEqual(['Bearer token']);
  });

  it('hears of nothing twice, and of no other ride', async () => {
    const watching = watch();
    await subscribed(watching);
    for (const message of [progress('eta'), progress('eta'), { ...progress('pricing'), rideId: 'ride_2' }, outcome]) {
      await publish(message);
    }
    await watching.over;
    expect(watching.told).toEqual(['eta', 'ride.confirmed']);
  });

  it('hears of what was before it listened', async () => {
    const watching = watch({ getRide: async () => shown(4, 'confirmed') });
    await watching.over;
    expect(watching.told).toEqual([...branchNames, 'ride.confirmed']);
  });

  it.each([
    ['completed', 'completedAt'],
    ['cancelled', 'cancelledAt'],
  ] as const)('hears when a ride was %s that ended before it listened', async (status, name) => {
    const times: string[] = [];
    const end = plusMs(requestedAt, 60_000);
    const ride = { ...shown(4, status), [name]: end };
    await watch({ getRide: async () => ride, onEvent: ({ occurredAt }) => times.push(occurredAt) }).over;
    expect(times.at(-1)).toBe(end);
  });

  it('asks again for what was before, until it knows', async () => {
    const answers = [new ApiError(503), shown(4, 'rejected')];
    const watching = watch({
      getRide: async () => {
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer ?? shown(0);
      },
    });
    await watching.over;
    expect(watching.told.at(-1)).toBe('ride.rejected');
  });

  it('connects again when the connection is lost, and has missed nothing', async () => {
    const watching = watch();
    await subscribed(watching);
    await publish(progress('pricing'));
    await eventually(() => expect(watching.told).toEqual(['pricing']));
    api.dropConnections();
    watching.state.ride = shown(1);
    await eventually(() => expect(connects).toHaveLength(2));
    await eventually(() => expect(watching.told).toEqual(['pricing', branchNames[0]]));
    await eventually(async () => {
      await publish(outcome);
      expect(watching.told.at(-1)).toBe('ride.confirmed');
    });
    await watching.over;
  });

  it('hears of the outcome while there is no connection to be had', async () => {
    const watching = watch();
    await subscribed(watching);
    await api.stop();
    watching.state.ride = shown(4, 'confirmed');
    await watching.over;
    expect(watching.told).toEqual([...branchNames, 'ride.confirmed']);
  });

  it('takes a new token for each connection', async () => {
    let count = 0;
    const watching = watch({ token: async () => `token-${++count}` });
    await subscribed(watching);
    api.dropConnections();
    await eventually(() => expect(connects).toEqual(['Bearer token-1', 'Bearer token-2']));
    watching.state.ride = shown(4, 'confirmed');
    api.dropConnections();
    await watching.over;
  });

  it.each([
    ['there is no push', () => ({ realtimeUrl: undefined, httpHost: undefined })],
    ['push is refused', () => ({})],
  ])('waits with the API where %s', async (why, more) => {
    mayListen = why !== 'push is refused';
    const watching = watch({ ...more() });
    await eventually(() => expect(watching.gets).toContain(20));
    watching.state.ride = shown(4, 'expired');
    await watching.over;
    expect(watching.told.at(-1)).toBe('ride.expired');
  });

  it.each([401, 403, 404])('is told when the API refuses to show the ride: %i', async (status) => {
    const { over } = watch({ getRide: () => Promise.reject(new ApiError(status)) });
    await expect(over).rejects.toThrow(`${status}`);
  });

  it('asks an API again that has no time now', async () => {
    const answers = [new ApiError(429), new ApiError(408)];
    const { over, told } = watch({
      realtimeUrl: undefined,
      getRide: async () => {
        const error = answers.shift();
        if (error) throw error;
        return shown(4, 'confirmed');
      },
    });
    await over;
    expect(told.at(-1)).toBe('ride.confirmed');
  });

  it('ends when it is told to', async () => {
    const leaving = new AbortController();
    const watching = watch({ signal: leaving.signal });
    const ended = expect(watching.over).rejects.toThrow('left');
    await subscribed(watching);
    leaving.abort(new Error('left'));
    await ended;
    await publish(outcome);
    expect(watching.told).toEqual([]);
  });

  it('does not begin when it was told to end', async () => {
    const { over } = watch({ signal: AbortSignal.abort(new Error('left')) });
    await expect(over).rejects.toThrow('left');
    expect(connects).toEqual([]);
  });

  it('ends with what the listener throws', async () => {
    const watching = watch({
      onEvent: () => {
        throw new Error('no screen');
      },
    });
    const ended = expect(watching.over).rejects.toThrow('no screen');
    await subscribed(watching);
    await publish(outcome);
    await ended;
  });

  it('takes a connection that says nothing for a lost one', async () => {
    const silent = await silentServer();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const watching = watch({ realtimeUrl: silent.url });
    watching.state.ride = shown(4, 'confirmed');
    try {
      await silent.connected();
      await vi.advanceTimersByTimeAsync(14_000);
      expect(watching.told).toEqual([]);
      await vi.advanceTimersByTimeAsync(1_000);
      await watching.over;
    } finally {
      vi.useRealTimers();
      silent.stop();
    }
  });

  it.each([
    'hello',
    'null',
    '5',
    '{"type":"data","event":"x"}',
    '{"type":"data","event":["null"]}',
    '{"type":"data","event":7}',
  ])('takes a connection for a lost one that sends %s', async (frame) => {
    let subscriptions = 0;
    const server = await eventSocketServer((type) => {
      if (type === 'connection_init') return ['{"type":"connection_ack"}'];
      subscriptions += 1;
      return ['{"type":"subscribe_success"}', subscriptions === 1 ? frame : '{"type":"ka"}'];
    });
    const watching = watch({ realtimeUrl: server.url });
    try {
      await eventually(() => expect(subscriptions).toBe(2));
      watching.state.ride = shown(4, 'confirmed');
      server.stop();
      await watching.over;
      expect(watching.told.at(-1)).toBe('ride.confirmed');
    } finally {
      server.stop();
    }
  });

  it('looks at the ride now and then, as push promises nothing for certain', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const watching = watch();
      await subscribed(watching);
      watching.state.ride = shown(4, 'confirmed');
      await vi.advanceTimersByTimeAsync(30_000);
      await watching.over;
      expect(watching.gets).toEqual([0, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of all of a rider hears of each event, and says when it begins to', async () => {
    const leaving = new AbortController();
    const onSubscribed = vi.fn();
    const told: PushMessage[] = [];
    const over = watchRides({
      realtimeUrl: `${url.replace('http', 'ws')}/event/realtime`,
      httpHost: new URL(url).host,
      token: 'token',
      riderId,
      onSubscribed,
      onEvent: (event) => told.push(event),
      signal: leaving.signal,
    });
    await eventually(() => expect(onSubscribed).toHaveBeenCalledOnce());
    const other = { ...outcome, rideId: 'ride_2' };
    for (const message of [progress('eta'), outcome, other]) await publish(message);
    await eventually(() => expect(told).toEqual([progress('eta'), outcome, other]));
    leaving.abort(new Error('left'));
    await expect(over).rejects.toThrow('left');
  });

  it.each(['onEvent', 'onSubscribed'])('of all of a rider ends with what its %s throws', async (listener) => {
    const { promise: isSubscribed, resolve } = Promise.withResolvers<void>();
    const throwing = () => {
      throw new Error('no screen');
    };
    const over = watchRides({
      realtimeUrl: `${url.replace('http', 'ws')}/event/realtime`,
      httpHost: new URL(url).host,
      token: 'token',
      riderId,
      onSubscribed: () => {
        resolve();
        if (listener === 'onSubscribed') throwing();
      },
      onEvent: throwing,
    });
    const ended = expect(over).rejects.toThrow('no screen');
    await isSubscribed;
    if (listener === 'onEvent') await publish(outcome);
    await ended;
  });
});
