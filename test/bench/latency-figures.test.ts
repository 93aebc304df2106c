import { describe, expect, it } from 'vitest';
import type { Measured } from '../../bench/latency/compare.ts';
import { figuresOf } from '../../bench/latency/figures.ts';
import type { Asked } from '../../bench/latency/flow.ts';

const ride = (wallMs: number, more: Partial<Asked> = {}): Asked => ({
  sentAt: 0,
  answeredAt: wallMs,
  wallMs,
  status: 200,
  reads: 2,
  ...more,
});

const measured = (...asked: Asked[]): Measured => ({
  asked,
  confirmed: asked.filter(({ refusal }) => refusal === undefined),
  processorMs: 60,
});

const none = measured();

function parallelFigures(callers: number, ...asked: Asked[]) {
  const flows = { parallel: measured(...asked), sequential: none, limit: none };
  return figuresOf({ sums: [], compared: [{ callers, flows, hops: [] }] }).latency[0]?.flows.parallel;
}

describe("a flow's figures", () => {
  it('take the delay of the slowest branch off the wall clock', () => {
    expect(parallelFigures(1, ride(310), ride(330), ride(350))?.overheadMs).toEqual({ p50: 30, p95: 50, p99: 50 });
  });

  it('count rides that were not confirmed, and time only the others', () => {
    expect(parallelFigures(1, ride(320), ride(20, { refusal: 'rejected' }))).toMatchObject({
      rides: 2,
      notConfirmed: 1,
      wallMs: { p50: 320, p99: 320 },
    });
  });

  it('tell the processor time of a ride', () => {
    expect(parallelFigures(1, ride(310), ride(330), ride(20, { refusal: 'rejected' }))?.processorMs).toBe(20);
  });

  it('tell how many rides the callers got in a second', () => {
    expect(parallelFigures(10, ride(400), ride(600))?.ridesPerSecond).toBe(20);
  });
});
