import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { fleetOf } from '../../../cli/fleet.ts';
import { type FleetPace, FleetSimulator, type ReportedDriver } from '../../../cli/fleet-simulator/fleet-simulator.ts';
import { movingFleet } from '../../../cli/fleet-simulator/moving-fleet.ts';
import { ProblemError } from '../../../client/index.ts';

const refusal = (status: number, retryAfterSeconds?: number) =>
  new ProblemError('PUT', { status, code: undefined, detail: '', field: undefined, retryAfterSeconds });

interface Sent extends ReportedDriver {
  readonly at: number;
}

/** Waits pass at once, one after another, in the order of their ends. */
function aWorld() {
  let now = 0;
  const waiting: { until: number; resolve: () => void }[] = [];
  const next = () => {
    waiting.sort((one, other) => one.until - other.until);
    const first = waiting.shift();
    if (first === undefined) return;
    now = Math.max(now, first.until);
    first.resolve();
  };
  return {
    clock: () => now,
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ until: now + ms, resolve });
        setImmediate(next);
      }),
  };
}

interface Run {
  readonly drivers?: number;
  readonly seconds: number;
  readonly pace?: Partial<FleetPace>;
  /** How the API answers a report; nothing, when it takes it. */
  readonly refuse?: (count: number) => Error | undefined;
  /** How long the API takes. */
  readonly slowMs?: number;
}

/** Runs a fleet for a while against an API that keeps what it is sent. */
async function aRun({ drivers = 10, seconds, pace = {}, refuse = () => undefined, slowMs = 0 }: Run) {
  const { clock, wait } = aWorld();
  const stop = new AbortController();
  const waitOrStop = async (ms: number) => {
    await wait(ms);
    if (clock() >= seconds * 1_000) stop.abort();
  };
  const sent: Sent[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const simulator = new FleetSimulator(
    movingFleet(fleetOf(drivers), 7),
    {
      clock,
      wait: waitOrStop,
      report: async (driverId, report) => {
        sent.push({ driverId, ...report, at: clock() });
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        if (slowMs > 0) await waitOrStop(slowMs);
        underWay -= 1;
        const error = refuse(sent.length);
        if (error) throw error;
      },
    },
    { everySeconds: 5, reportsPerSecond: 50, ...pace },
  );
  const failure = await simulator.run(stop.signal).catch((error: unknown) => error);
  return { simulator, sent, failure, underWay: () => underWay, mostUnderWay };
}

const gapsOf = (sent: readonly Sent[]): number[] => sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));

describe('the fleet simulator', () => {
  it('has each driver report as often as it was told, evenly over the time', async () => {
    const { sent, simulator } = await aRun({ drivers: 10, seconds: 20 });
    expect(sent.slice(0, 10).map(({ driverId }) => driverId)).toEqual(fleetOf(10).map(({ driverId }) => driverId));
    expect(new Set(gapsOf(sent).map(Math.round))).toEqual(new Set([500]));
    expect(sent.length).toBe(40);
    expect(simulator.tally).toEqual({ reports: 40, refused: 0 });
  });

  it('reports no more often than it may, however many drivers there are', async () => {
    const { sent } = await aRun({ drivers: 1_000, seconds: 10, pace: { everySeconds: 1, reportsPerSecond: 20 } });
    expect(Math.min(...gapsOf(sent))).toBeGreaterThan(49);
    expect(sent.length).toBeLessThanOrEqual(201);
  });

  it('reports where the drivers are by then, the same in each run', async () => {
    const { sent } = await aRun({ drivers: 10, seconds: 60 });
    const expected = movingFleet(fleetOf(10), 7);
    const indexes = new Map(fleetOf(10).map(({ driverId }, index) => [driverId, index]));
    for (const { at, driverId, ...report } of sent) {
      expect(report).toEqual(expected[indexes.get(driverId) ?? -1]?.at(at));
    }
    expect((await aRun({ drivers: 10, seconds: 60 })).sent).toEqual(sent);
  });

  it('says where each driver was last seen', async () => {
    const { sent, simulator } = await aRun({ drivers: 10, seconds: 20 });
    const last = new Map(sent.map(({ at, ...reported }) => [reported.driverId, reported]));
    expect(simulator.positions()).toEqual([...last.values()]);
  });

  it('reports once that a driver goes off shift, and again when they are back', async () => {
    const { sent } = await aRun({ drivers: 20, seconds: 3 * 3_600, pace: { everySeconds: 60 } });
    for (const { driverId } of fleetOf(20)) {
      const shifts = sent.filter((report) => report.driverId === driverId).map(({ onShift }) => onShift);
      expect(shifts).toContain(false);
      expect(shifts.some((onShift, index) => !onShift && shifts[index + 1] === false)).toBe(false);
    }
  });

  it.each([
    ['as long as the API asks', 7, 7_000],
    ['a second where it does not say', undefined, 1_000],
  ])('waits %s when it is too much', async (_, retryAfterSeconds, pauseMs) => {
    const tooMany = refusal(429, retryAfterSeconds);
    const { sent, simulator } = await aRun({ seconds: 20, refuse: (count) => (count === 5 ? tooMany : undefined) });
    expect(gapsOf(sent)[4]).toBeCloseTo(pauseMs, 0);
    // What was missed is not made up for.
    expect(Math.min(...gapsOf(sent))).toBeGreaterThan(499);
    expect(simulator.tally.refused).toBe(1);
    expect(simulator.positions()).toHaveLength(10);
  });

  it('waits ever longer while the API cannot, up to half a minute', async () => {
    const { sent } = await aRun({ seconds: 200, refuse: () => refusal(503) });
    expect(gapsOf(sent).slice(0, 7).map(Math.round)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('has three reports under way at most where the API is slow, and makes up for none', async () => {
    const { sent, mostUnderWay } = await aRun({ drivers: 100, seconds: 20, pace: { everySeconds: 1 }, slowMs: 1_000 });
    expect(mostUnderWay).toBe(3);
    expect(sent.length).toBeLessThan(70);
  });

  it('lets what is under way arrive before it ends', async () => {
    const { sent, underWay, simulator } = await aRun({ drivers: 10, seconds: 10, slowMs: 900 });
    expect(underWay()).toBe(0);
    expect(simulator.tally.reports).toBe(sent.length);
  });

  it.each([
    ['refuses what it is told', refusal(401)],
    ['cannot be reached', new UsageError('no answer')],
  ])('gives up when the API %s', async (_, error) => {
    const { failure, sent } = await aRun({ seconds: 20, refuse: () => error });
    expect(failure).toBe(error);
    expect(sent.length).toBeLessThanOrEqual(3);
  });

  it('takes its drivers off shift where they are', async () => {
    const { simulator, sent } = await aRun({ drivers: 10, seconds: 20 });
    const before = simulator.positions();
    const count = sent.length;
    await simulator.goOffShift();
    expect(sent.length).toBe(count + 10);
    expect(simulator.positions()).toEqual(before.map((driver) => ({ ...driver, onShift: false })));
    await simulator.goOffShift();
    expect(sent.length).toBe(count + 10);
  });
});
