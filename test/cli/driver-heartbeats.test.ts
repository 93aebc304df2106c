import { describe, expect, it } from 'vitest';
import {
  DriverHeartbeats,
  heartbeatSeconds,
  seedDrivers,
  staleAfterSeconds,
  type Timer,
} from '../../cli/driver-heartbeats.ts';

const intervalMs = heartbeatSeconds * 1_000;

const staleMs = staleAfterSeconds * 1_000;

/** Time that passes when it is told to. What is due is done in its order, and what follows from it, too. */
function manualTimer() {
  let now = 0;
  let due: { readonly at: number; readonly work: () => void }[] = [];
  const timer: Timer = {
    now: () => now,
    after: (ms, work) => {
      const entry = { at: now + ms, work };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
  };
  const pass = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      const next = due.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      due = due.filter((other) => other !== next);
      now = Math.max(now, next.at);
      next.work();
      await new Promise(setImmediate);
    }
    now = end;
  };
  /** The machine sleeps: time goes on, and nothing is done. */
  const sleep = (ms: number) => {
    now += ms;
  };
  return { timer, pass, sleep, waiting: () => due.length };
}

const driversNamed = (count: number): string[] => Array.from({ length: count }, (_, index) => `driver-${index + 1}`);

function aWorld() {
  const time = manualTimer();
  const sent: { readonly driver: string; readonly at: number }[] = [];
  const said: string[] = [];
  let refuse = (_driver: string): Error | undefined => undefined;
  const report = async (driver: string) => {
    sent.push({ driver, at: time.timer.now() });
    const error = refuse(driver);
    if (error) throw error;
  };
  return {
    ...time,
    sent,
    said,
    report,
    refuseWhen: (decide: typeof refuse) => {
      refuse = decide;
    },
    options: { timer: time.timer, say: (line: string) => void said.push(line) },
    of: (driver: string) => sent.filter((each) => each.driver === driver).map(({ at }) => at),
  };
}

const gapsOf = (moments: readonly number[]): number[] =>
  moments.slice(1).map((at, index) => at - (moments[index] ?? 0));

describe("drivers' heartbeats", () => {
  it.each([1, 7, 500, 4_000])('report each of %i drivers again after 45 s, evenly over that time', async (count) => {
    const world = aWorld();
    const heartbeats = new DriverHeartbeats(world.report, driversNamed(count), world.options);
    await world.pass(2 * intervalMs);
    expect(world.sent.slice(0, count).map(({ driver }) => driver)).toEqual(driversNamed(count));
    for (const gap of gapsOf([0, ...world.sent.map(({ at }) => at)])) expect(gap).toBeCloseTo(intervalMs / count, 3);
    expect(Math.abs(world.sent.length - 2 * count)).toBeLessThanOrEqual(1);
    await heartbeats.stop();
  });

  it('do not fall behind where the timer is late each time', async () => {
    const world = aWorld();
    const lateMs = 1;
    const timer: Timer = { ...world.timer, after: (ms, work) => world.timer.after(ms + lateMs, work) };
    const heartbeats = new DriverHeartbeats(world.report, driversNamed(9_000), { ...world.options, timer });
    await world.pass(intervalMs);
    expect(world.sent.length).toBeGreaterThan(8_900);
    await heartbeats.stop();
  });

  it('take in drivers who come later, however often one comes', async () => {
    const world = aWorld();
    const heartbeats = new DriverHeartbeats<string>(world.report, [], world.options);
    await world.pass(10 * intervalMs);
    expect(world.sent).toEqual([]);
    const came = new Map<string, number>();
    for (const driver of driversNamed(200)) {
      heartbeats.add(driver);
      came.set(driver, world.timer.now());
      await world.pass(500);
    }
    await world.pass(2 * intervalMs);
    for (const [driver, at] of came) {
      const moments = [at, ...world.of(driver)];
      expect(moments.length, driver).toBeGreaterThan(2);
      expect(Math.max(...gapsOf(moments)), driver).toBeLessThanOrEqual(intervalMs + 1);
    }
    expect(world.of('driver-1')[0]).toBeGreaterThan(10 * intervalMs + 1_000);
    await heartbeats.stop();
  });

  it('do not make up for turns that were missed while the machine slept', async () => {
    const world = aWorld();
    const heartbeats = new DriverHeartbeats(world.report, driversNamed(100), world.options);
    await world.pass(1_000);
    const before = world.sent.length;
    world.sleep(100 * intervalMs);
    await world.pass(intervalMs);
    expect(world.sent.length - before).toBeGreaterThanOrEqual(100);
    expect(world.sent.length - before).toBeLessThanOrEqual(103);
    await heartbeats.stop();
  });

  it('keep all drivers fresh although each report fails once in a while', async () => {
    const world = aWorld();
    const failing = new Set<string>();
    world.refuseWhen((driver) => (failing.delete(driver) ? new Error('busy') : undefined));
    const heartbeats = new DriverHeartbeats(world.report, driversNamed(20), world.options);
    const taken = new Map(driversNamed(20).map((driver) => [driver, [0]]));
    for (let round = 0; round < 6; round += 1) {
      for (const driver of round % 2 === 0 ? driversNamed(20) : []) failing.add(driver);
      const before = world.sent.length;
      await world.pass(intervalMs);
      for (const { driver, at } of round % 2 === 0 ? [] : world.sent.slice(before)) taken.get(driver)?.push(at);
    }
    for (const [driver, moments] of taken) expect(Math.max(...gapsOf(moments)), driver).toBeLessThan(staleMs);
    await heartbeats.stop();
  });

  it('tell the first failure, count the others, and sum up once', async () => {
    const world = aWorld();
    world.refuseWhen((driver) => (driver === 'driver-2' ? undefined : new Error('no answer')));
    const heartbeats = new DriverHeartbeats(world.report, driversNamed(3), world.options);
    await world.pass(2 * intervalMs);
    expect(world.said).toEqual(["A driver's report has failed: no answer"]);
    expect(heartbeats.tally).toEqual({ sent: 6, failed: 4 });
    await heartbeats.stop();
    await heartbeats.stop();
    expect(world.said.slice(1)).toEqual(["4 of 6 drivers' reports have failed."]);
  });

  it('have three reports under way at most, and end when those have arrived', async () => {
    const world = aWorld();
    const underWay: (() => void)[] = [];
    const report = () => new Promise<void>((resolve) => underWay.push(resolve));
    const heartbeats = new DriverHeartbeats(report, driversNamed(100), world.options);
    await world.pass(10 * intervalMs);
    expect(underWay).toHaveLength(3);
    let hasStopped = false;
    const stopped = heartbeats.stop().then(() => {
      hasStopped = true;
    });
    expect(world.waiting()).toBe(0);
    await world.pass(intervalMs);
    expect([hasStopped, underWay.length]).toEqual([false, 3]);
    for (const arrive of underWay) arrive();
    await stopped;
    heartbeats.add('driver-101');
    await world.pass(intervalMs);
    expect(underWay).toHaveLength(3);
  });
});

describe('seeding drivers', () => {
  it('has each of them report at once, and again from then on', async () => {
    const world = aWorld();
    const heartbeats = await seedDrivers(driversNamed(50), world.report, world.options);
    expect(world.sent.map(({ driver }) => driver)).toEqual(driversNamed(50));
    await world.pass(intervalMs + 1);
    expect(world.sent.slice(50).map(({ driver }) => driver)).toEqual(driversNamed(50));
    await heartbeats.stop();
  });

  it('fails with the first report that is not taken, and leaves nothing waiting', async () => {
    const world = aWorld();
    world.refuseWhen((driver) => (driver === 'driver-3' ? new Error('refused') : undefined));
    await expect(seedDrivers(driversNamed(5), world.report, world.options)).rejects.toThrow('refused');
    expect(world.waiting()).toBe(0);
  });
});
