import { WebSocket } from 'ws';

/** What the riders' process is asked for. */
export interface Asked {
  readonly riders: number;
  readonly realtimeUrl: string;
  readonly httpHost: string;
  readonly token: string;
}

export const ridersDone = 'done';

/** So many connect at once: what is measured is how many are held. */
const atOnce = 100;

process.on('message', (message: Asked | typeof ridersDone) => {
  if (message === ridersDone) process.exit(0);
  void connectAll(message);
});

async function connectAll(asked: Asked): Promise<void> {
  let heard = 0;
  const expected = Math.ceil(asked.riders / 100);
  const onHeard = () => {
    heard += 1;
    if (heard === expected) process.send?.({ told: heard });
  };
  let next = 0;
  const connectSome = async () => {
    while (next < asked.riders) await connect(asked, `/rides/rider-1/ride-${next++}`, onHeard);
  };
  await Promise.all(Array.from({ length: atOnce }, connectSome));
  process.send?.({ connected: next });
}

/** Resolves when the rider listens. A connection that is refused or lost ends the process. */
function connect({ realtimeUrl, httpHost, token }: Asked, channel: string, onHeard: () => void): Promise<void> {
  const authorization = { host: httpHost, Authorization: `Bearer ${token}` };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(realtimeUrl, ['aws-appsync-event-ws', `header-${header}`], { perMessageDeflate: false });
  const fail = (why: unknown) => {
    console.error(`A rider's connection ended: ${why}`);
    process.exit(1);
  };
  socket.on('close', fail);
  socket.on('error', fail);
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data));
      if (type === 'connection_ack')
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', channel, authorization }));
      else if (type === 'subscribe_success') resolve();
      else if (type === 'data') onHeard();
      else if (type !== 'ka') fail(String(data));
    });
  });
}
