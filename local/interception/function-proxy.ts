import { once } from 'node:events';
import { type Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { guardServer } from '../guard-server.ts';
import { calledOf } from './called.ts';
import type { Fate, Intercept, ServiceCall, ServiceName } from './service-call.ts';
import { serviceError } from './service-error.ts';

export interface ProxyOptions {
  functionName: string;
  /** http://127.0.0.1:PORT of each embedded service. */
  endpoints: Record<ServiceName, string>;
  intercept: Intercept;
  agent: Agent;
}

/** Longer than SDK clients keep an idle connection, so that no connection is closed during a request. */
const KEEP_ALIVE_MS = 65_000;

/** A proxy between one function and the services: its port identifies the caller. */
export class FunctionProxy {
  readonly #options: ProxyOptions;
  readonly #server: Server;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
      // A function that died during a call needs no response.
      this.#serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
    guardServer(this.#server);
  }

  static async start(options: ProxyOptions): Promise<FunctionProxy> {
    const proxy = new FunctionProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const call: ServiceCall = { functionName: this.#options.functionName, ...calledOf(incoming.headers, body) };
    await this.#meet(await this.#options.intercept(call), call, { incoming, outgoing, body });
  }

  async #meet(fate: Fate, call: ServiceCall, exchange: Exchange): Promise<void> {
    const { outgoing } = exchange;
    if (fate === 'pass') return this.#pass(call, exchange);
    switch (fate.kind) {
      case 'delay':
        await delay(fate.ms);
        return this.#pass(call, exchange);
      case 'reset':
        outgoing.destroy();
        return;
      case 'error':
        return refuse(outgoing, serviceError(call, fate));
      case 'lose-answer':
        (await this.#forward(call, exchange)).resume();
        outgoing.destroy();
        return;
      case 'hang':
        return;
      case 'twice':
        await this.#pass(call, exchange);
        (await this.#forward(call, exchange)).resume();
    }
  }

  async #pass(call: ServiceCall, exchange: Exchange): Promise<void> {
    const answer = await this.#forward(call, exchange);
    exchange.outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(exchange.outgoing);
  }

  #forward({ service }: ServiceCall, { incoming, body }: Exchange): Promise<IncomingMessage> {
    const { endpoints, agent } = this.#options;
    const { method, headers } = incoming;
    return new Promise((resolve, reject) => {
      const url = new URL(incoming.url ?? '/', endpoints[service]);
      request(url, { agent, method, headers }, resolve).on('error', reject).end(body);
    });
  }
}

interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  body: Buffer;
}

function refuse(outgoing: ServerResponse, { statusCode, contentType, body }: ReturnType<typeof serviceError>): void {
  outgoing.writeHead(statusCode, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}
