import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { HttpReply, HttpRequest } from './http-types.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The page loads from itself alone, and speaks to itself and to sockets on this machine. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders: readonly [string, string][] = [
  ['Content-Security-Policy', contentSecurityPolicy],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** Names with a hash of what is in them never change their content. */
const hashed = /-[\w-]{8}\.\w+$/;

/**
 * A file of a directory that is served at `/`, where `/` itself is `index.html`. Undefined for what is not there, is of
 * an unknown type, or lies outside of the directory, by `..` or by a link.
 */
export async function siteReply(directory: string, { method, path }: HttpRequest): Promise<HttpReply | undefined> {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const file = await fileOf(directory, path === '/' ? '/index.html' : path);
  const contentType = file && contentTypes[extname(file)];
  if (!file || !contentType) return undefined;
  const body = await readFile(file).catch(() => undefined);
  if (body === undefined) return undefined;
  const cacheControl = hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
  return {
    statusCode: 200,
    headers: [['Content-Type', contentType], ['Cache-Control', cacheControl], ...securityHeaders],
    body,
  };
}

async function fileOf(directory: string, path: string): Promise<string | undefined> {
  try {
    const root = await realpath(directory);
    const file = await realpath(join(root, decodeURIComponent(path)));
    return file.startsWith(root + sep) ? file : undefined;
  } catch {
    // Not there, or not a path.
    return undefined;
  }
}
