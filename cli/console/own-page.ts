import { type HttpRequest, headerOf } from '../../local/index.ts';

/**
 * Whether a request may come from the console's own page. A browser sends the page's origin with each request that changes
 * something and with each cross-origin request; no page can forge it. The host is this machine: the server refuses all others.
 */
export function isOwnPage(request: HttpRequest): boolean {
  const origin = headerOf(request, 'origin');
  if (origin !== undefined) return origin === `http://${headerOf(request, 'host')}`;
  return request.method === 'GET' && [undefined, 'same-origin', 'none'].includes(headerOf(request, 'sec-fetch-site'));
}
