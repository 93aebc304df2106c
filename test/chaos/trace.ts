import { createHash } from 'node:crypto';

/** The trace of a rider's requests: the same for a seed and a rider, so that it is known before anything is sent. */
export const traceIdFor = (seed: number, riderId: string): string =>
  createHash('sha256').update(`${seed}/${riderId}`).digest('hex').slice(0, 32);

/** The `traceparent` of one of them. No other request has the same. */
export const traceparentFor = (traceId: string, request: number): string =>
  `00-${traceId}-${request.toString(16).padStart(16, '0')}-01`;

/** The traces that a text tells of. */
export const tracesIn = (text: string): string[] =>
  [...text.matchAll(/00-([0-9a-f]{32})-[0-9a-f]{16}-/g)].map(([, traceId = '']) => traceId);

/** The rides that a text names. */
export const ridesIn = (text: string): Set<string> => new Set(text.match(/ride_[0-9a-f]{32}/g));
