import { GatewayError } from '../errors.ts';
import { isRecord } from '../template.ts';
import type { HttpReply } from './http-types.ts';

/** The gateway reserves these headers; it renames those of a function. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'transfer-encoding', 'www-authenticate']);

/**
 * The HTTP response for a function's payload. Throws a GatewayError (502) when it is not a proxy response.
 * `decodesBase64`: whether a base64 body is decoded before it is sent.
 */
export function proxyReply(payload: unknown, decodesBase64: boolean): HttpReply {
  if (!isRecord(payload)) throw malformed();
  const { body = '', isBase64Encoded, headers, multiValueHeaders } = payload;
  const text = body ?? '';
  if (typeof text !== 'string') throw malformed();
  return {
    statusCode: statusCodeOf(payload),
    headers: withContentType(headersOf(headers, multiValueHeaders)),
    body: isBase64Encoded === true && decodesBase64 ? Buffer.from(text, 'base64') : text,
  };
}

function statusCodeOf({ statusCode }: Record<string, unknown>): number {
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) throw malformed();
  return status;
}

/** A header of both kinds is sent once, with its multiple values. */
function headersOf(single: unknown, multiple: unknown): [string, string][] {
  const many = isRecord(multiple) ? multiple : {};
  const manyNames = new Set(Object.keys(many).map((name) => name.toLowerCase()));
  const one = Object.entries(isRecord(single) ? single : {}).filter(([name]) => !manyNames.has(name.toLowerCase()));
  const all = [...one, ...Object.entries(many)];
  return all.flatMap(([name, values]) =>
    [values].flat().map((value) => [remapped(name), headerValue(value)] as [string, string]),
  );
}

function headerValue(value: unknown): string {
  if (isRecord(value)) throw malformed();
  return String(value ?? '');
}

function remapped(name: string): string {
  return REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name;
}

function withContentType(headers: [string, string][]): [string, string][] {
  const hasOne = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return hasOne ? headers : [...headers, ['Content-Type', 'application/json']];
}

function malformed(): GatewayError {
  return new GatewayError('DEFAULT_5XX', 502, 'Internal server error');
}
