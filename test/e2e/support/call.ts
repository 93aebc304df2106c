import type { Deployment } from '../targets/target.ts';
import type { Caller } from './identity.ts';

/** An answer of the API. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Calls the API as somebody. */
export async function call<Body = Record<string, unknown>>(
  { apiUrl }: Pick<Deployment, 'apiUrl'>,
  caller: Caller,
  method: string,
  path: string,
  { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: unknown } = {},
): Promise<Answer<Body>> {
  const response = await fetch(new URL(path, apiUrl), {
    method,
    headers: { 'Content-Type': 'application/json', ...caller.headers, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  try {
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  } catch {
    throw new Error(`${method} ${path} was answered ${response.status} and not JSON: ${text.slice(0, 200)}`);
  }
}
