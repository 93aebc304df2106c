import type { get as getByHttp, IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { json } from 'node:stream/consumers';

/** Fetches a JSON document. Rejects on failure. */
export type FetchJson = (url: string) => Promise<unknown>;

/** For the whole answer: callers wait for it. */
const usualTimeLimitMs = 1_500;

/** Fetches with `by`, and retries once. A redirect is a failure. */
export function jsonFetcher(by: typeof getByHttp, timeLimitMs = usualTimeLimitMs): FetchJson {
  const attempt: FetchJson = async (url) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    // No agent: a kept-alive connection may have been closed while the function was frozen.
    by(url, { agent: false, signal: AbortSignal.timeout(timeLimitMs) }, resolve).on('error', reject);
    const response = await promise;
    if (response.statusCode === 200) return json(response);
    response.destroy();
    throw new Error(`${url} answers ${response.statusCode}`);
  };
  return (url) => attempt(url).catch(() => attempt(url));
}

export const fetchJson = jsonFetcher(get);
