import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerRequest } from '../../local/api/answer-request.ts';
import type { HttpRequest } from '../../local/api/http-types.ts';
import { RefusalPace } from '../../local/api/refusal-pace.ts';
import { Routes } from '../../local/api/routes.ts';

/** The delays of so many refusals, one every so many milliseconds. */
function delaysOf(count: number, everyMs: number, from = 0): number[] {
  let now = from;
  const pace = new RefusalPace(() => now);
  return Array.from({ length: count }, () => {
    now += everyMs;
    return pace.next();
  });
}

describe('the pace of refusals', () => {
  it('delays none of a hundred at once, and the next ones by 5 ms more each', () => {
    const delays = delaysOf(110, 0);
    expect(delays.slice(0, 100).every((ms) => ms === 0)).toBe(true);
    expect(delays.slice(100)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
  });

  it('delays none that come every 5 ms, however long', () => {
    expect(Math.max(...delaysOf(10_000, 5))).toBe(0);
  });

  it('delays none by more than 0.4 s, and has forgotten the flood a moment later', () => {
    let now = 0;
    const pace = new RefusalPace(() => now);
    const delays = Array.from({ length: 100_000 }, () => pace.next());
    expect(delays.reduce((most, ms) => Math.max(most, ms))).toBe(400);
    now += 400;
    expect(pace.next()).toBe(5);
    now += 505;
    expect(pace.next()).toBe(0);
  });
});

describe('an answer of a function', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** After how many milliseconds an API whose pace is 300 ms answers. */
  async function answeredAfter(statusCode: number): Promise<number> {
    const routes = new Routes('root');
    const invoke = () => Promise.resolve({ statusCode });
    routes.addMethod('root', 'GET', {
      kind: 'function',
      timeoutMs: 29_000,
      functionName: 'a',
      requiredParameters: [],
      invoke,
    });
    const request: HttpRequest = {
      id: 'request-1',
      method: 'GET',
      path: '/v1',
      query: new URLSearchParams(),
      headers: [],
      body: Buffer.alloc(0),
      isTooLarge: false,
      sourceIp: '127.0.0.1',
      receivedAt: 0,
    };
    const api = {
      id: 'api',
      port: 1,
      binaryMediaTypes: [],
      routes,
      gatewayResponses: new Map(),
      stages: new Map([['v1', { variables: null, throttle: undefined }]]),
      refusalPace: { next: () => 300 },
    };
    let hasAnswered = false;
    const answer = answerRequest(request, api as never, () => undefined).finally(() => {
      hasAnswered = true;
    });
    let ms = 0;
    await vi.advanceTimersByTimeAsync(0);
    for (; !hasAnswered; ms += 50) await vi.advanceTimersByTimeAsync(50);
    expect((await answer).statusCode).toBe(statusCode);
    return ms;
  }

  it('is delayed by the pace when it is a refusal', async () => {
    expect(await answeredAfter(429)).toBe(300);
  });

  it('is not delayed otherwise', async () => {
    expect(await answeredAfter(200)).toBe(0);
    expect(await answeredAfter(503)).toBe(0);
  });
});
