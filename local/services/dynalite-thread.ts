import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { guardServer } from '../guard-server.ts';
import { dynamoServer } from './dynamo-server.ts';

const server = dynamoServer();
// Longer than SDK clients keep an idle connection, so that none is closed under a request.
server.keepAliveTimeout = 60_000;
// dynalite throws when a client hangs up within a request (as a function does that is ended), which would end the thread.
server.on('request', (request) => request.removeAllListeners('error'));
const requests: Record<string, number> = {};
server.on('request', ({ headers }) => {
  // As the SDK says whose a request is, but for the versions that Powertools puts behind the name.
  const [, by = ''] = / app\/(\S+?)(?:-PT-\S+)?(?: |$)/.exec(headers['user-agent'] ?? '') ?? [];
  requests[by] = (requests[by] ?? 0) + 1;
});
parentPort?.on('message', () => parentPort?.postMessage(requests));
guardServer(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
