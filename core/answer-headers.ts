/**
 * What every answer carries, problems included. Answers are JSON about somebody's ride: no cache keeps them, and a browser
 * that is led to one takes it for nothing else, runs nothing in it and shows it in no frame.
 * The list is OWASP's for REST services, without what browsers heed in pages only.
 */
const securityHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Headers of answers that scripts of another origin may read beside those that they always may. */
const exposedHeaders = ['Location', 'Preference-Applied', 'Retry-After', 'Server-Timing'];

/**
 * The headers of every answer. Pages of `allowedOrigin` may read it; without one, pages of no other origin. Browsers are
 * not told to send cookies along: who calls is said in a header of its own.
 */
export const answerHeaders = (allowedOrigin?: string): Readonly<Record<string, string>> => ({
  ...securityHeaders,
  ...(allowedOrigin !== undefined && {
    'Access-Control-Allow-Origin': allowedOrigin,
    'Access-Control-Expose-Headers': exposedHeaders.join(', '),
    Vary: 'Origin',
  }),
});
