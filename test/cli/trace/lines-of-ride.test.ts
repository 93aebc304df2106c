import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { linesOfRide } from '../../../cli/trace/lines-of-ride.ts';
import type { LogSource, RawLine } from '../../../cli/trace/log-source.ts';
import { aPlatformLine, aRideLine, aStart, aStructuredLine, tracedRide } from '../../support/ride-log.ts';

/** Searches as the real sources do, and keeps what it was asked. */
function sourceOf(lines: readonly RawLine[], incomplete?: string) {
  const asked: (readonly string[])[] = [];
  const source: LogSource = {
    linesWith: async (texts) => {
      asked.push(texts);
      return { lines: lines.filter(({ text }) => texts.some((each) => text.includes(each))), incomplete };
    },
  };
  return { source, asked };
}

const messagesOf = async (...lines: RawLine[]) =>
  (await linesOfRide(sourceOf(lines).source, tracedRide)).lines.map(({ message }) => message);

describe('the lines of a ride', () => {
  it('are those that mention it, in order of time', async () => {
    const found = await messagesOf(
      aRideLine('ride settled', { status: 'confirmed' }, { atMs: 300, service: 'aggregator' }),
      aRideLine('ride published', {}, { atMs: 5, service: 'api' }),
      aRideLine('ride published', {}, { atMs: 6, service: 'api', rideId: 'ride_another' }),
    );
    expect(found).toEqual(['ride published', 'ride settled']);
  });

  it('are also what Lambda says of the invocations that worked on it, under the name of their service', async () => {
    const requestId = randomUUID();
    const died = `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`;
    const start = aStart('pricing', { fromMs: 10, requestId });
    const lines = [
      start,
      aPlatformLine(died, { atMs: 20, service: 'PricingLogs1A2B' }),
      aPlatformLine(died.replace(requestId, randomUUID()), { atMs: 20, service: 'PricingLogs1A2B' }),
    ];
    const { lines: found } = await linesOfRide(sourceOf(lines).source, tracedRide);
    expect(found).toMatchObject([
      { service: 'pricing', level: 'INFO', requestId },
      { service: 'pricing', level: 'PLATFORM', message: died, requestId },
    ]);
  });

  it('are not those of other rides in the same batch, nor metrics, nor marks', async () => {
    const requestId = randomUUID();
    const found = await messagesOf(
      aStart('pricing', { fromMs: 10, requestId }),
      aStructuredLine('branch started', {}, { atMs: 10, service: 'pricing', requestId, rideId: 'ride_another' }),
      aPlatformLine(`START RequestId: ${requestId} Version: $LATEST`, { atMs: 9, service: 'pricing' }),
      aPlatformLine(`{"_aws":{"CloudWatchMetrics":[]},"rideId":"${tracedRide}"}`, { atMs: 11, service: 'pricing' }),
    );
    expect(found).toEqual(['branch started']);
  });

  it('are searched for in portions that a query can take, and said to be incomplete once', async () => {
    const lines = Array.from({ length: 230 }, () =>
      aRideLine('ride answered', {}, { atMs: 5, service: 'api', requestId: randomUUID() }),
    );
    const { source, asked } = sourceOf(lines, 'the oldest lines');
    const { lines: found, incomplete } = await linesOfRide(source, tracedRide);
    expect(asked.map(({ length }) => length)).toEqual([1, 100, 100, 30]);
    expect([found.length, incomplete]).toEqual([230, ['the oldest lines']]);
  });

  it('are taken as they are when they are no JSON or of another shape', async () => {
    const text = `an old print of ${tracedRide}`;
    expect(await messagesOf(aPlatformLine(text, { atMs: 1, service: 'api' }))).toEqual([text]);
    const other = JSON.stringify({ msg: 'another logger', rideId: tracedRide });
    expect(await messagesOf(aPlatformLine(other, { atMs: 1, service: 'api' }))).toEqual([other]);
  });
});
