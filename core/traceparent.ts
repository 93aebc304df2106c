/** Ids that consist of zeros only are invalid. */
const format = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's trace if it sent a valid one (W3C Trace Context, version 00), else a new, sampled one. */
export const traceparentOf = (header: string | undefined, randomHex: (bytes: number) => string): string =>
  header !== undefined && format.test(header) ? header : `00-${randomHex(16)}-${randomHex(8)}-01`;

/** The id of the trace that a valid `traceparent` belongs to: 32 hex digits. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
