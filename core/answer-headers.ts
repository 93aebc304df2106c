/**
 * Headers of every answer, problems included. Answers are JSON about a person's ride: caches must not keep them, and a
 * browser that navigates to one must not sniff another type, run scripts in it or show it in a frame. The list is OWASP's for
 * REST services, without the headers that browsers evaluate in pages only.
 */
const securityHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Response headers that scripts of another origin may read in addition to the safelisted ones. */
const exposedHeaders = ['Location', 'Preference-Applied', 'Retry-After', 'Server-Timing'];

/**
 * The headers of every answer. Pages of `allowedOrigin` may read it; without one, no page of another origin may. Browsers are
 * not asked to send cookies: callers identify themselves in a separate header.
 */
export const answerHeaders = (allowedOrigin?: string): Readonly<Record<string, string>> => ({
  ...securityHeaders,
  ...(allowedOrigin !== undefined && {
    'Access-Control-Allow-Origin': allowedOrigin,
    'Access-Control-Expose-Headers': exposedHeaders.join(', '),
    Vary: 'Origin',
  }),
});
