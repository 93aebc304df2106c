import { describe, expect, it } from 'vitest';
import type { BranchView } from '../../core/ride-view.ts';
import { askedAtOnce, keptUp, workedAtOnce } from './support/record.ts';

const epochMs = Date.parse('2026-03-04T09:00:00Z');
const at = (ms: number) => new Date(epochMs + ms).toISOString();

/** A branch that was asked, began and ended so many milliseconds after the request. */
const branch = (queued: number, started: number, finished: number): BranchView => ({
  status: 'ok',
  need: 'required',
  late: false,
  queuedAt: at(queued),
  startedAt: at(started),
  finishedAt: at(finished),
  queuedMs: started - queued,
  durationMs: finished - started,
  attempt: 1,
  reason: null,
});

const told = { matching: 300, pricing: 200, eta: 0 };
const ride = (matching: BranchView, pricing: BranchView, eta = branch(4, 10, 12)) => ({
  branches: { matching, pricing, eta },
});

const quiet = ride(branch(5, 12, 314), branch(6, 13, 215), branch(6, 15, 17));
const busy = ride(branch(5, 400, 760), branch(6, 90, 390));
const inTurn = ride(branch(5, 12, 314), branch(316, 320, 522));

describe('the record of a ride', () => {
  it('tells a machine that kept up from one that did not', () => {
    expect(keptUp(quiet, told)).toBe(true);
    expect(keptUp(busy, told)).toBe(false);
    expect(keptUp(ride(branch(5, 12, 314), branch(6, 13, 250)), told)).toBe(false);
    expect(keptUp(ride(branch(5, 12, 314), branch(6, 50, 252)), told)).toBe(false);
    expect(keptUp(busy, told, 20)).toBe(true);
  });

  it('tells branches that worked at the same time', () => {
    const timed = { branches: { matching: quiet.branches.matching, pricing: quiet.branches.pricing } };
    expect(workedAtOnce(timed)).toBe(true);
    expect(workedAtOnce(quiet)).toBe(true);
    expect(workedAtOnce(busy)).toBe(false);
    expect(workedAtOnce(inTurn)).toBe(false);
  });

  it('tells a busy machine from one branch after the other', () => {
    expect(askedAtOnce(quiet, told)).toBe(true);
    expect(askedAtOnce(busy, told)).toBe(true);
    expect(askedAtOnce(inTurn, told)).toBe(false);
  });
});
