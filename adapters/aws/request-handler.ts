import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types';
import { escaped } from './escaped.ts';

export interface TimeLimits {
  /** Time limit for connecting. */
  readonly connectionTimeoutMs: number;
  /** Time limit for the whole answer, from when the request has a connection. */
  readonly requestTimeoutMs: number;
}

/** Connections are kept alive for the next call; the limit per client is that of the SDK. */
const connections = { keepAlive: true, maxSockets: 50 };

/** Errors of lost connections: these calls are retried. */
const lostConnection = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * Makes the HTTP calls of the SDK's clients. The SDK's own handler takes half as long again for each call: it uses streams
 * and a timer for each possible event, to support bodies that do not fit in memory. Bodies here are a few kilobytes. And its
 * connection time-out also runs while a call waits for a free connection, which says nothing about the service.
 *
 * Rejects with a TimeoutError when a limit is exceeded or the connection is lost, and with an AbortError when the signal
 * aborts, as the SDK's handler does; the SDK decides which calls it retries.
 */
export class ApiRequestHandler implements RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #limits: TimeLimits;
  readonly #http = new HttpAgent(connections);
  readonly #https = new HttpsAgent(connections);

  constructor(limits: TimeLimits) {
    this.#limits = limits;
  }

  handle(call: HttpRequest, options: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const { requestTimeout = this.#limits.requestTimeoutMs } = options;
    const signal = options.abortSignal as AbortSignal | undefined;
    return new Promise((resolve, reject) => {
      const isTls = call.protocol === 'https:';
      const { hostname, port, method } = call;
      const outgoing = (isTls ? httpsRequest : httpRequest)({
        agent: isTls ? this.#https : this.#http,
        host: hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        method,
        path: pathOf(call),
        headers: call.headers,
      });
      let timer: NodeJS.Timeout | undefined;
      const limit = (ms: number, what: string) => {
        const giveUp = () => outgoing.destroy(timeoutError(`${what} within ${ms} ms`));
        clearTimeout(timer);
        // After another turn of the event loop, data that has arrived is processed first: otherwise a slow loop would look
        // like a slow service.
        timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), ms);
      };
      outgoing.once('socket', (socket) => {
        const awaitAnswer = () => limit(requestTimeout, `${hostname} has not answered`);
        if (!socket.connecting) return awaitAnswer();
        limit(this.#limits.connectionTimeoutMs, `There is no connection to ${hostname}`);
        socket.once(isTls ? 'secureConnect' : 'connect', awaitAnswer);
      });
      const abort = () => outgoing.destroy(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      outgoing.once('response', (incoming) => {
        bodyOf(incoming).then((body) => resolve({ response: responseOf(incoming, body) }), fail);
      });
      const fail = (error: NodeJS.ErrnoException) => {
        reject(lostConnection.has(error.code ?? '') ? Object.assign(error, { name: 'TimeoutError' }) : error);
      };
      outgoing.once('error', fail);
      outgoing.once('close', end);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
      outgoing.end(call.body);
    });
  }

  /** Closes the kept-alive connections. */
  destroy(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  /** The SDK's clients set defaults of their own: none of them applies. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}

function pathOf({ path, query = {} }: HttpRequest): string {
  const parameters = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${escaped(name)}=${escaped(value ?? '')}`),
  );
  return parameters.length > 0 ? `${path}?${parameters.join('&')}` : path;
}

function bodyOf(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    incoming.once('error', reject);
  });
}

function responseOf({ statusCode = 0, headers }: IncomingMessage, body: Uint8Array): HttpResponse {
  return { statusCode, headers: flat(headers), body };
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const timeoutError = (message: string) =>
  Object.assign(new Error(`${message}.`), { name: 'TimeoutError', code: 'ETIMEDOUT' });
