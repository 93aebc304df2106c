import { randomUUID } from 'node:crypto';
import type { RawLine } from '../../cli/trace/log-source.ts';
import type { RideLines } from '../../core/ride-lines.ts';
import { plusMs } from '../../core/time.ts';
import { requestedAt } from './rides.ts';

/** The ride that the lines of tests are about, unless they say otherwise. */
export const tracedRide = `ride_${'0123456789abcdef'.repeat(2)}`;

interface Circumstances {
  /** After the ride was requested. */
  readonly atMs: number;
  readonly service: string;
  readonly requestId?: string;
  readonly rideId?: string;
}

/** A line about a ride as functions write it. */
export function aRideLine<Message extends keyof RideLines>(
  message: Message,
  fields: Partial<RideLines[Message]>,
  circumstances: Circumstances,
): RawLine {
  return aStructuredLine(message, fields, circumstances);
}

/** Any line that a function's logger writes. */
export function aStructuredLine(
  message: string,
  fields: object,
  { atMs, service, requestId = randomUUID(), rideId = tracedRide }: Circumstances,
): RawLine {
  const timestamp = plusMs(requestedAt, atMs);
  const about = { rideId, traceId: '0af7651916cd43dd8448eb211c80319c' };
  const line = { level: 'INFO', message, timestamp, service, function_request_id: requestId, ...about, ...fields };
  return { at: Date.parse(timestamp), functionName: `RideRequest-${service}`, text: JSON.stringify(line) };
}

/** What Lambda itself writes. */
export const aPlatformLine = (text: string, { atMs, service }: Pick<Circumstances, 'atMs' | 'service'>): RawLine => ({
  at: Date.parse(requestedAt) + atMs,
  functionName: `RideRequest-${service}`,
  text,
});

interface Attempt {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly attempt?: number;
  readonly requestId?: string;
}

/** That a branch has begun. */
export const aStart = (
  branch: string,
  { fromMs, attempt = 1, requestId = `${branch}-${attempt}` }: Omit<Attempt, 'untilMs'>,
) =>
  aRideLine('branch started', { branch, attempt, queuedMs: fromMs - 5 }, { atMs: fromMs, service: branch, requestId });

/** That it has answered. */
export const aFinish = (
  branch: string,
  { fromMs, untilMs, attempt = 1, requestId = `${branch}-${attempt}` }: Attempt,
  more: Partial<RideLines['branch finished']> = {},
) =>
  aRideLine(
    'branch finished',
    {
      branch,
      attempt,
      status: 'ok',
      queuedAt: plusMs(requestedAt, 5),
      startedAt: plusMs(requestedAt, fromMs),
      finishedAt: plusMs(requestedAt, untilMs),
      ...more,
    },
    { atMs: untilMs + 2, service: branch, requestId },
  );

/** A branch's two lines. */
export const aBranch = (
  branch: string,
  times: Attempt,
  more: Partial<RideLines['branch finished']> = {},
): RawLine[] => [aStart(branch, times), aFinish(branch, times, more)];

/** All lines of a ride that was confirmed after 320 ms, but for those of its branches. */
export function framingLines(): RawLine[] {
  const aggregator = { service: 'aggregator' };
  return [
    aRideLine('ride published', { requestedAt }, { atMs: 8, service: 'api' }),
    aRideLine(
      'ride settled',
      { flow: 'parallel', status: 'confirmed', unanswered: [], totalMs: 320 },
      { atMs: 320, ...aggregator },
    ),
    aRideLine('event announced', { type: 'ride.confirmed' }, { atMs: 325, ...aggregator }),
    aRideLine('ride answered', { flow: 'parallel', status: 'confirmed', waitedMs: 310 }, { atMs: 330, service: 'api' }),
    aRideLine(
      'event handled',
      { type: 'ride.confirmed', outcome: 'sent', durationMs: 20 },
      { atMs: 350, service: 'receipt' },
    ),
  ];
}
