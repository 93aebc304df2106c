import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plain } from '../../cli/paint.ts';
import { displayOn } from '../../cli/ride-display.ts';
import { newsOf } from '../../cli/ride-news.ts';
import { growingWaterfall } from '../../cli/waterfall.ts';
import type { Ride as DomainRide } from '../../core/ride.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';
import { aTerminal } from './support/terminal.ts';

const view = (more: Partial<DomainRide> = {}) => rideView(aRide({ rideId: 'ride_1', ...more }));
const priced = view({
  results: resultsOf(
    aResult('pricing', { startedAt: plusMs(requestedAt, 0), finishedAt: plusMs(requestedAt, 200), attempt: 1 }),
  ),
});
const confirmed = view({
  status: 'confirmed',
  results: allOk(),
  settledAt: plusMs(requestedAt, 320),
  unanswered: [],
});
const declined = view({
  status: 'rejected',
  results: resultsOf(aResult('payment-check', { status: 'rejected', reason: { code: 'no', message: 'Declined.' } })),
  settledAt: plusMs(requestedAt, 140),
  unanswered: ['driver-matching', 'eta', 'pricing'],
});

const lineOf = (text: string, branch: string) => text.split('\n').find((line) => line.trim().startsWith(branch)) ?? '';
const count = (line: string, character: string) => [...line].filter((each) => each === character).length;

describe('the waterfall of a ride that goes on', () => {
  it('grows with the time where there is no answer yet', () => {
    const [early, late] = [growingWaterfall(priced, 250), growingWaterfall(priced, 500)];
    expect(count(lineOf(early, 'eta'), '░')).toBe(25);
    expect(count(lineOf(late, 'eta'), '░')).toBe(50);
  });

  it('leaves the bars of what has answered as long as they are', () => {
    const bars = [250, 300, 500].map((elapsedMs) => count(lineOf(growingWaterfall(priced, elapsedMs), 'pricing'), '█'));
    expect(bars).toEqual([20, 20, 20]);
  });

  it('halves its scale when it has no room left', () => {
    expect(count(lineOf(growingWaterfall(priced, 501), 'pricing'), '█')).toBe(10);
    expect(count(lineOf(growingWaterfall(priced, 501), 'eta'), '░')).toBe(25);
  });

  it('says how long it has been and how many have answered', () => {
    const lines = growingWaterfall(priced, 1_240).split('\n');
    expect(lines[0]).toBe('parallel ride: requested, 1.2 s so far');
    expect(lines.at(-1)).toBe('  1 of 4 branches have answered');
  });

  it('is never empty, also before the first millisecond', () => {
    expect(count(lineOf(growingWaterfall(view(), 0), 'eta'), '░')).toBe(1);
  });
});

describe('what is new about a ride', () => {
  it('is that it was requested, each answer, and the outcome', () => {
    const { rideId } = confirmed;
    expect(newsOf(undefined, view())).toEqual([`${rideId} is requested`]);
    expect(newsOf(view(), priced)).toEqual(['  pricing: ok after 200 ms']);
    expect(newsOf(priced, confirmed).map((line) => line.split(' after')[0])).toEqual([
      '  driver-matching: ok',
      '  eta: ok',
      '  payment-check: ok',
      `${rideId} is confirmed`,
    ]);
  });

  it('is nothing when nothing has changed', () => {
    expect(newsOf(priced, priced)).toEqual([]);
  });

  it('is everything at the first look at a ride that has ended', () => {
    const lines = newsOf(undefined, declined);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}payment-check: rejected after \d+ ms \(Declined\.\)$/));
    expect(lines).toContain('  eta: not awaited');
    expect(lines.at(-1)).toBe(`${declined.rideId} is rejected after 140 ms`);
  });
});

describe('a display', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse(requestedAt) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('redraws the waterfall in a terminal as time goes by, and takes it away at the end', () => {
    const terminal = aTerminal();
    const display = displayOn(terminal);
    display.show(view());
    vi.advanceTimersByTime(160);
    expect(terminal.lines()).toEqual(growingWaterfall(view(), 160, plain, 120).split('\n'));
    display.show(priced);
    vi.advanceTimersByTime(80);
    expect(terminal.lines()).toEqual(growingWaterfall(priced, 240, plain, 120).split('\n'));
    display.end();
    expect(terminal.lines()).toEqual([]);
    expect(terminal.hasCursor()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes a line for whatever is new elsewhere', () => {
    const pipe = { ...aTerminal(), isTTY: false };
    const display = displayOn(pipe);
    display.show(view());
    vi.advanceTimersByTime(1_000);
    display.show(priced);
    display.end();
    expect(pipe.lines()).toEqual([`${priced.rideId} is requested`, '  pricing: ok after 200 ms']);
    expect(pipe.written.join('')).not.toContain('\u001b');
  });
});
