import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { timeLeft } from '../../../adapters/http/time-left.ts';

/** What is left `afterMs` after a request came, to a function that has `functionMs` of its own. */
const leftAfter = (afterMs: number, functionMs: number) => {
  const requestTimeEpoch = 1_000_000;
  const event = { requestContext: { requestTimeEpoch } } as APIGatewayProxyEvent;
  return timeLeft(event, { getRemainingTimeInMillis: () => functionMs }, () => requestTimeEpoch + afterMs)();
};

describe('the time that is left to answer', () => {
  it.each([
    ['the gateway has begun to count before the function', 2_000, 29_000, 26_500],
    ['the function has less time than the gateway', 100, 7_000, 6_500],
    ['the gateway is about to give up', 28_700, 20_000, 0],
    ['the gateway has given up', 40_000, 20_000, 0],
    ['the function is about to end', 100, 300, 0],
  ])('is what both have, less what the answer takes: %s', (_, afterMs, functionMs, leftMs) => {
    expect(leftAfter(afterMs, functionMs)).toBe(leftMs);
  });
});
