import type { LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';

/** What a receiver says beyond this is not listened to. */
const longestAnswerBytes = 65_536;

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * POSTs to a URL over a connection to one of these addresses and to no other, whatever the host's name stands for by
 * now; Host and TLS go by the name. Resolves to the answer's status; a redirect is an answer like any other.
 */
export function post(url: URL, addresses: readonly LookupAddress[], { headers, body, signal }: Post): Promise<number> {
  const { request } = url.protocol === 'https:' ? https : http;
  // No agent: a connection that is kept open could belong to an earlier answer of the resolver.
  const options = { method: 'POST', headers: { ...headers }, signal, agent: false, lookup: pinnedTo(addresses) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (answer) => {
      passOver(answer).then(() => resolve(answer.statusCode ?? 0), reject);
    });
    outgoing.on('error', reject);
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

/** Lets the receiver finish, within bounds. Leaving the loop early closes the connection. */
async function passOver(answer: http.IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    if (bytes > longestAnswerBytes) return;
  }
}
