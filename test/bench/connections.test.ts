import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../bench/connections/figures.ts';
import { rateOf, ridersOf, threadsOf } from '../../bench/connections/options.ts';
import { getRideEvent, ridePath } from '../../bench/connections/proxy-event.ts';
import type { Answer } from '../../bench/connections/rider.ts';
import type { WaveRecord } from '../../bench/connections/wave.ts';

const usage = { heapBytes: 1024 * 1000, residentBytes: 1024 * 5000, cpuMs: 0, underWay: 0 };

function recordOf(answers: readonly Answer[], more: Partial<WaveRecord> = {}): WaveRecord {
  return {
    riders: answers.length,
    seats: undefined,
    answers,
    firstEndAt: 1_000,
    idle: usage,
    waiting: { ...usage, heapBytes: 1024 * 11_000, residentBytes: 1024 * 105_000, underWay: 1000 },
    serverCores: 0.5,
    cloudCores: 0.5,
    errors: {},
    ...more,
  };
}

const told = (endedAt: number, answeredAt: number, askedAt = 0): Answer => ({
  askedAt,
  answeredAt,
  status: 'confirmed',
  endedAt,
  reads: 7,
});

describe('the figures of a wave', () => {
  it('count lateness from the end, or from the question where that came later', () => {
    const { lateMs } = figuresOf(recordOf([told(1_000, 1_010), told(1_000, 1_020), told(1_000, 1_500, 1_470)]));
    expect(lateMs).toEqual({ p50: 20, p99: 30 });
  });

  it('count the time until all were told from the first end', () => {
    const { toldAllMs, toldPerSecond } = figuresOf(recordOf([told(1_000, 1_100), told(2_000, 3_000)]));
    expect([toldAllMs, toldPerSecond]).toEqual([2_000, 1]);
  });

  it('share memory among the riders who were taken in', () => {
    const { takenIn, heapKbPerRider, residentKbPerRider } = figuresOf(recordOf([told(1_000, 1_100)]));
    expect([takenIn, heapKbPerRider, residentKbPerRider]).toEqual([1000, 10, 100]);
  });

  it('have no memory of few riders', () => {
    const waiting = { ...usage, heapBytes: 1024 * 11_000, underWay: 499 };
    expect(figuresOf(recordOf([told(1_000, 1_100)], { waiting })).heapKbPerRider).toBeNaN();
  });

  it('have no memory where none could be read', () => {
    const idle = { ...usage, residentBytes: -1 };
    expect(figuresOf(recordOf([told(1_000, 1_100)], { idle })).residentKbPerRider).toBeNaN();
  });

  it('tell who was not told, and why', () => {
    const answers = [
      told(1_000, 1_100),
      { askedAt: 0, answeredAt: 25_000, status: 'requested' },
      { askedAt: 0, answeredAt: 29_000, failure: 'gave up' },
      { askedAt: 0, answeredAt: 10, failure: 'EMFILE' },
    ];
    const figures = figuresOf(recordOf(answers));
    expect(figures).toMatchObject({ told: 1, untold: { 'waited in vain': 1, 'gave up': 1, EMFILE: 1 } });
    expect(figures.limit).toBe('open files of a process (ulimit -n)');
  });

  it.each([
    [{}, 'none'],
    [{ seats: 1 }, 'none'],
    [{ seats: 1, riders: 2 }, 'its 1 threads'],
    [{ serverCores: 1 }, "the server's CPU"],
    [{ cloudCores: 1 }, "the embedded DynamoDB's CPU"],
    [{ errors: { TimeoutError: 2 } }, 'TimeoutError (2)'],
  ])('name the limit that was met: %o', (more, limit) => {
    expect(figuresOf(recordOf([told(1_000, 1_100)], more)).limit).toBe(limit);
  });

  it('are not made up where nobody was told', () => {
    const { toldAllMs, lateMs } = figuresOf(recordOf([{ askedAt: 0, answeredAt: 1, failure: 'HTTP 500' }]));
    expect([toldAllMs, lateMs.p50]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('the options', () => {
  it('sort the numbers of riders', () => {
    expect(ridersOf('1000, 100')).toEqual([100, 1000]);
    expect(rateOf('500', [100, 5000])).toBe(500);
    expect(threadsOf('200')).toBe(200);
  });

  it.each([
    () => ridersOf('100,many'),
    () => ridersOf('0'),
    () => rateOf('499', [100, 5000]),
    () => rateOf('all', [1]),
    () => threadsOf('-1'),
  ])('refuse what makes no sense: %s', (read) => {
    expect(read).toThrow(/must be|or more/);
  });
});

it('makes the event of a request for a ride', () => {
  const event = getRideEvent(ridePath('ride_1'), { authorization: 'Bearer a.b.c', prefer: 'wait=25' });
  expect(event).toMatchObject({
    resource: '/rides/{rideId}',
    httpMethod: 'GET',
    pathParameters: { rideId: 'ride_1' },
    headers: { authorization: 'Bearer a.b.c', prefer: 'wait=25' },
    multiValueHeaders: { prefer: ['wait=25'] },
    requestContext: { path: '/prod/rides/ride_1' },
  });
});
