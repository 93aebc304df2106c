import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { guardServer } from '../guard-server.ts';
import { dynamoServer } from './dynamo-server.ts';

const server = dynamoServer();
// Longer than SDK clients keep an idle connection, so that no connection is closed during a request.
server.keepAliveTimeout = 60_000;
// dynalite throws when a client disconnects during a request (as a terminated function does), which would end the thread.
server.on('request', (request) => request.removeAllListeners('error'));
const requests: Record<string, number> = {};
server.on('request', ({ headers }) => {
  // The SDK's user agent names the caller, with a `-` for each `/`. The ending and what Powertools may append are cut off.
  const [, by = ''] = / app\/(\S+?)(?:-PT(?:Env)?-\S*)?(?: |$)/.exec(headers['user-agent'] ?? '') ?? [];
  requests[by] = (requests[by] ?? 0) + 1;
});
parentPort?.on('message', () => parentPort?.postMessage(requests));
guardServer(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
