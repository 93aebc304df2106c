import type { LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';

/** The answer after its status is ignored. The receiver may finish it within these bounds, then the connection is closed. */
const longestBodyBytes = 4_096;
const longestBodyMs = 250;

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface Posted {
  readonly status: number;
  /** Resolves when the connection is closed. Never rejects: the status is the answer, whatever happens to the body. */
  readonly closed: Promise<void>;
}

/**
 * POSTs to a URL over a connection to one of these addresses and to no other, whatever the host resolves to by now; Host and
 * TLS use the name. Resolves with the status; a redirect is an answer like any other.
 */
export function post(url: URL, addresses: readonly LookupAddress[], { headers, body, signal }: Post): Promise<Posted> {
  const { request } = url.protocol === 'https:' ? https : http;
  // No agent: a kept-alive connection could belong to an earlier answer of the resolver.
  const options = { method: 'POST', headers: { ...headers }, signal, agent: false, lookup: pinnedTo(addresses) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (answer) => {
      resolve({ status: answer.statusCode ?? 0, closed: letFinish(answer) });
    });
    // Stays attached: an error after the status must not end the process.
    outgoing.on('error', reject);
    outgoing.on('close', () => reject(Object.assign(new Error('There was no answer.'), { code: 'ECONNRESET' })));
    outgoing.end(body);
  });
}

function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/**
 * Closing the connection at the status could discard data that the receiver has not read yet: it may answer before it reads.
 */
function letFinish(answer: http.IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const hangUp = () => answer.destroy();
    const timer = setTimeout(hangUp, longestBodyMs);
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > longestBodyBytes) hangUp();
    });
    answer.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
