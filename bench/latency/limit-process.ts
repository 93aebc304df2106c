import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { clock, randomHex, waitMs } from '../../adapters/lambda/process-effects.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { rideRequestSchema } from '../../core/ride-request.ts';
import { rideView } from '../../core/ride-view.ts';
import { traceparentOf } from '../../core/traceparent.ts';
import { loadBranches, type RideAtOncePorts, rideAtOnce, rideTerms } from '../support/ride-at-once.ts';
import { servePart } from './part.ts';

/** Where the limit's server listens. */
export interface LimitReady {
  readonly url: string;
}

const ports: RideAtOncePorts = {
  clock,
  simulation: { wait: waitMs, crash: () => process.exit(1) },
  randomId: () => randomHex(16),
};

await servePart(async () => {
  const branches = await loadBranches();
  const server = createServer((request, response) => {
    answer(branches, request, response).catch((error: unknown) => fail(response, error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ready: { url: `http://127.0.0.1:${port}/` } satisfies LimitReady,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
});

async function answer(branches: readonly Branch[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const command = {
    riderId: 'rider-1', // It does not verify the caller.
    request: rideRequestSchema.parse(await json(request)),
    traceparent: traceparentOf(undefined, randomHex),
  };
  const ride = await rideAtOnce(ports, branches, command, rideTerms);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(rideView(ride)));
}

function fail(response: ServerResponse, error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'failed', detail }));
}
