import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, meanWaitMs, serversFor } from '../../../cli/plan/queueing.ts';

describe("Erlang's formulas", () => {
  it('are those of the textbook where they can be reckoned by hand', () => {
    expect(erlangB(1, 0.5)).toBeCloseTo(1 / 3, 12); // a / (1 + a)
    expect(erlangB(2, 1)).toBeCloseTo(1 / 5, 12); // (1/2) / (1 + 1 + 1/2)
    expect(erlangC(1, 0.8)).toBeCloseTo(0.8, 12); // M/M/1: as busy as it is
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12); // 1 / (1 + 1 + 1)
    expect(erlangC(3, 2)).toBeCloseTo(4 / 9, 12); // 4 / (1 + 2 + 2 + 4)
  });

  it('have calls wait without end where servers are too few', () => {
    expect([erlangC(2, 2), erlangC(2, 3)]).toEqual([1, 1]);
    expect(meanWaitMs(2, 2, 100)).toBe(Number.POSITIVE_INFINITY);
  });

  it('give the mean wait', () => {
    expect(meanWaitMs(1, 0.8, 100)).toBeCloseTo(400, 9); // ρ / (1 − ρ) times the service
    expect(meanWaitMs(2, 1, 100)).toBeCloseTo(100 / 3, 9);
  });
});

describe('how many servers are needed', () => {
  it('is the fewest with which so few calls wait', () => {
    expect(serversFor(1, 1 / 3 + 1e-9)).toBe(2);
    expect(serversFor(1, 1 / 3 - 1e-9)).toBe(3);
    expect(serversFor(0, 0.01)).toBe(0);
  });

  it.each([0.2, 5, 400])('is what the formula says, of %d busy ones', (offered) => {
    const servers = serversFor(offered, 0.01);
    expect(erlangC(servers, offered)).toBeLessThanOrEqual(0.01);
    expect(servers - 1 <= offered || erlangC(servers - 1, offered) > 0.01).toBe(true);
  });
});
