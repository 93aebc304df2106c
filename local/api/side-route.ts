import type { AboutCloud } from './about-cloud.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';

/** The response of the route with this path's prefix; undefined when there is none. */
export async function sideReply(
  request: HttpRequest,
  about: AboutCloud,
  onEvent: (line: string) => void,
): Promise<HttpReply | undefined> {
  const route = about.routes.find(({ prefix }) => request.path.startsWith(prefix));
  try {
    return await route?.answer(request, about);
  } catch (error) {
    onEvent(`${request.method} ${request.path} (${request.id}): ${error}`);
    return jsonReply(500, { message: error instanceof Error ? error.message : String(error) });
  }
}

/** A JSON response that is not cached. */
export const jsonReply = (statusCode: number, body: unknown): HttpReply => ({
  statusCode,
  headers: [
    ['Content-Type', 'application/json'],
    ['Cache-Control', 'no-store'],
  ],
  body: JSON.stringify(body),
});
