import type { Authorization } from './authorizer.ts';

/** The subprotocol of both sides; a second one, `header-…`, carries the client's authorization to connect. */
export const subprotocol = 'aws-appsync-event-ws';

const headerPrefix = 'header-';

/** A client that receives nothing for this long treats the connection as lost. */
export const connectionTimeoutMs = 300_000;

export const errorOf = (errorType: string, message: string) => ({ errors: [{ errorType, message }] });

export const unauthorized = () => errorOf('UnauthorizedException', 'You are not authorized to make this call.');

export const badRequest = (message: string) => errorOf('BadRequestException', message);

/** The authorization among a client's subprotocols: JSON in base64url. Undefined when it is malformed. */
export function offeredAuthorization(offered: string | undefined): Authorization | undefined {
  const header = (offered ?? '').split(/\s*,\s*/).find((protocol) => protocol.startsWith(headerPrefix));
  return header === undefined
    ? undefined
    : recordOf(Buffer.from(header.slice(headerPrefix.length), 'base64url').toString());
}

/** The object that a JSON text represents; undefined for anything else. */
export function recordOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
