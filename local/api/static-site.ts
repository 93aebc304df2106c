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

/** The page loads from its own origin only, and connects to that origin and to sockets on this machine. */
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

/** Files with a hash in their names never change. */
const hashed = /-[\w-]{8}\.\w+$/;

/**
 * A file of the directory that is served at `/`, where `/` itself is `index.html`. Undefined for a file that does not exist,
 * has an unknown type, or is outside of the directory (through `..` or a link).
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
    // It does not exist, or is no valid path.
    return undefined;
  }
}
