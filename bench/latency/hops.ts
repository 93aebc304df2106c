import { type Instant, msBetween } from '../../core/time.ts';

/** The hops of a ride through the parallel flow, by way of its slowest branch. */
export const hops = [
  { name: 'gateway', says: 'request sent → API function → requestedAt' },
  { name: 'accept', says: 'requestedAt → deadline and record → publish' },
  { name: 'fan-out', says: 'publish → SNS → SQS: queuedAt' },
  { name: 'poller', says: 'queuedAt → poller → receivedAt' },
  { name: 'branch', says: 'receivedAt → finishedAt, less its delay' },
  { name: 'gather', says: 'finishedAt → answer, results queue, aggregator, hold → settledAt' },
  { name: 'wait', says: 'settledAt → last write, wait, answer read' },
] as const;

export type Hop = (typeof hops)[number]['name'];

/** When a ride passed the ends of the hops. `queuedAt` to `finishedAt` are those of its slowest branch. */
export interface Passage {
  /** When the client sent the request: epoch milliseconds, as `answeredAt`. */
  readonly sentAt: number;
  readonly requestedAt: Instant;
  /** When the API was about to publish: the `at` of the published message. */
  readonly publishingAt: Instant;
  readonly queuedAt: Instant;
  readonly receivedAt: Instant;
  readonly finishedAt: Instant;
  readonly settledAt: Instant;
  readonly answeredAt: number;
}

/**
 * Milliseconds that each hop took, without the branch's own delay: together they are the ride's overhead. Timestamps
 * are whole milliseconds, so a hop may be one too short or too long (the next one then is too long or too short).
 */
export function hopsOf(passage: Passage, delayMs: number): Record<Hop, number> {
  const { sentAt, requestedAt, publishingAt, queuedAt, receivedAt, finishedAt, settledAt, answeredAt } = passage;
  return {
    gateway: Date.parse(requestedAt) - sentAt,
    accept: msBetween(requestedAt, publishingAt),
    'fan-out': msBetween(publishingAt, queuedAt),
    poller: msBetween(queuedAt, receivedAt),
    branch: msBetween(receivedAt, finishedAt) - delayMs,
    gather: msBetween(finishedAt, settledAt),
    wait: answeredAt - Date.parse(settledAt),
  };
}
