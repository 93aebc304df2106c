import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { getRideEvent } from './proxy-event.ts';
import type { Usage } from './waiting-server.ts';

// One process that hosts the API function's bundle, and runs as many concurrent invocations as there are requests, like
// a Lambda environment with several concurrent invocations. Prints its port and, on request, its memory and processor time.

type Handler = (event: unknown, context: unknown) => Promise<APIGatewayProxyResult>;

const bundle = process.argv[2] ?? '';
// Before the bundle, which reads it when it is loaded.
const invocations = await InvokeStore.getInstanceAsync();
const { handler } = createRequire(bundle)(bundle) as { handler: Handler };

let requests = 0;
let underWay = 0;

const server = createServer((request, response) => {
  requests += 1;
  const awsRequestId = `request-${requests}`;
  const context = { [InvokeStoreBase.PROTECTED_KEYS.REQUEST_ID]: awsRequestId };
  void invocations.run(context, () => answer(request, response, awsRequestId));
});
// Accepts bursts: the default backlog is 511 connections.
server.listen({ port: 0, host: '127.0.0.1', backlog: 10_000 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});

process.on('message', () => process.send?.(usage()));
process.on('disconnect', () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse, awsRequestId: string): Promise<void> {
  const event = getRideEvent(request.url ?? '', request.headers);
  const context = { awsRequestId, functionName: 'api', memoryLimitInMB: '256', getRemainingTimeInMillis: () => 29_000 };
  underWay += 1;
  const { statusCode, headers, body } = await handler(event, context);
  underWay -= 1;
  response.writeHead(statusCode, headers as Record<string, string>).end(body);
}

function usage(): Usage {
  // Twice: what the first collection finalizes, the second one frees.
  for (let run = 0; run < 2; run += 1) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return { heapBytes: heapUsed, residentBytes: rss, cpuMs: (user + system) / 1000, underWay };
}
