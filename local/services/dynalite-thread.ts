import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
// Longer than SDK clients keep an idle connection, so that none is closed under a request.
server.keepAliveTimeout = 60_000;
// dynalite throws when a client hangs up within a request (as a function does that is ended), which would end the thread.
server.on('request', (request) => request.removeAllListeners('error'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
