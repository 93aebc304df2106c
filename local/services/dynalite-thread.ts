import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';
import { guardServer } from '../guard-server.ts';

closeIterators();
const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
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

/**
 * dynalite 4 ends its store's iterators by `return`, which they do not have, so that each query would keep an iterator
 * open, and with it all data as it was then. Theirs is called `close`.
 */
function closeIterators(): void {
  const { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } = createRequire(
    createRequire(import.meta.url).resolve('dynalite'),
  )('abstract-level');
  for (const { prototype } of [AbstractIterator, AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function close(this: { close(): Promise<void> }) {
      return this.close();
    };
  }
}
