import { Agent, type IncomingMessage, request } from 'node:http';

export interface HttpAnswer {
  statusCode: number;
  body: string;
}

/**
 * Posts to one embedded service over kept-alive connections. The pollers use it instead of an SDK client, whose signing and
 * middleware cost several times as much as the service itself for a message.
 */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #endpoint: URL;

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  post(headers: Record<string, string>, body: string, signal?: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.#agent,
          host: this.#endpoint.hostname,
          port: this.#endpoint.port,
          path: '/',
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          ...(signal ? { signal } : {}),
        },
        (incoming) => readAnswer(incoming).then(resolve, reject),
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function readAnswer(incoming: IncomingMessage): Promise<HttpAnswer> {
  incoming.setEncoding('utf8');
  let body = '';
  for await (const chunk of incoming) body += chunk;
  return { statusCode: incoming.statusCode ?? 0, body };
}
