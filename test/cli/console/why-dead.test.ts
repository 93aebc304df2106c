import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { whyDead } from '../../../cli/console/why-dead.ts';
import type { RawLine } from '../../../cli/trace/log-source.ts';
import { aPlatformLine, aStart, aStructuredLine, tracedRide } from '../../support/ride-log.ts';

const why = (lines: readonly RawLine[], lane = 'pricing', rideId: string | null = tracedRide) => {
  const linesWith = async (texts: readonly string[]) => ({
    lines: lines.filter(({ text }) => texts.some((each) => text.includes(each))),
    incomplete: undefined,
  });
  return whyDead({ linesWith }, { messageId: 'message-1', lane, rideId });
};

const failed = (atMs: number, messageId: string, message: string, name = 'Error', more: object = {}) =>
  aStructuredLine(
    'record failed',
    { messageId, attempt: 1, error: { name, message, ...more } },
    { atMs, service: 'pricing' },
  );

describe('why a message died', () => {
  it('is the error of its last attempt', async () => {
    const lines = [
      failed(300, 'message-1', 'last'),
      failed(200, 'message-1', 'first'),
      failed(400, 'message-2', 'message-1 was not it'),
    ];
    expect(await why(lines)).toBe('Error: last');
  });

  it('is what made its function give it up, and not that it was given up', async () => {
    const lines = [
      failed(100, 'message-1', 'first'),
      failed(200, 'message-1', 'failed 3 times. The last time: Error: no', 'GivenUpError'),
      failed(300, 'message-1', 'failed 3 times.', 'GivenUpError'),
    ];
    expect(await why(lines)).toBe('GivenUpError: failed 3 times. The last time: Error: no');
  });

  it('has its place in the sources, and that of the cause where the message was given up', async () => {
    const at = (place: string) => ({ stack: `Error: no\n    at answer (${place}:7)` });
    const [thrown, givenUp] = [at('core/pricing.ts:42'), at('adapters/lambda/branch-handler.ts:9')];
    expect(await why([failed(100, 'message-1', 'no', 'Error', thrown)])).toBe('Error: no (core/pricing.ts:42)');
    const told = await why([failed(100, 'message-1', 'no', 'GivenUpError', { ...givenUp, cause: thrown })]);
    expect(told).toBe('GivenUpError: no (core/pricing.ts:42)');
  });

  it("is how the branch's process ended, where that could not say so", async () => {
    const requestId = randomUUID();
    const start = aStart('pricing', { fromMs: 10, requestId });
    const text = `${requestId} Task timed out after 3.00 seconds`;
    const end = aPlatformLine(text, { atMs: 3_010, service: 'pricing' });
    expect(await why([start, end])).toBe('Task timed out after 3.00 seconds');
    expect(await why([start, end], 'eta')).toBeUndefined();
    expect(await why([start, end], 'pricing', null)).toBeUndefined();
  });

  it('is not known where the logs have nothing of it', async () => {
    expect(await why([])).toBeUndefined();
  });
});
