import type { CloudDescription } from '../cloud-description.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';

/** Outside of every stage, so that it takes nothing from the API itself. */
const PATH = '/_cloud';

/** Whether a request asks about the cloud that serves the API, and not for anything of the API's own. */
export function isAboutCloud({ method, path }: HttpRequest): boolean {
  return method === 'GET' && path === PATH;
}

/** Tells other processes on this machine where the stack's services are; 503 until all of them are there. */
export function cloudReply(description: CloudDescription | undefined): HttpReply {
  return {
    statusCode: description ? 200 : 503,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify(description ?? { message: 'The stack is still being created.' }),
  };
}
