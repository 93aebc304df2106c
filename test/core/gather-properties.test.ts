import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Need } from '../../core/branches.ts';
import { isLate, type Ride } from '../../core/ride.ts';
import { msBetween } from '../../core/time.ts';
import { assertUntil } from '../support/assert-until.ts';
import { type GatherWorld, releaseAll, retentionDays } from '../support/gather-world.ts';
import {
  anyCourse,
  anyCrashes,
  anyFailingWrites,
  anyFormer,
  anyTroubles,
  type Course,
  type Ended,
  endOf,
  noTroubles,
  quickCourse,
  run,
  type Said,
} from '../support/ride-course.ts';
import { deadlineAt, requestedAt } from '../support/rides.ts';

/** In how many of the runs a property saw what it is about: a property that never meets its case proves nothing. */
const tally = () => {
  const counts = new Map<string, number>();
  return {
    add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    of: (name: string) => counts.get(name) ?? 0,
  };
};

const timesAnnounced = ({ world }: Pick<Ended, 'world'>, type: string): number =>
  world.announced().filter((each) => each === type).length;

/** The states that the ride has been in since it left `requested`, in order. */
const statesOf = ({ world }: Pick<Ended, 'world'>): string[] => world.rides.moves.map(({ status }) => status);

/** What must hold of every ride, whatever has befallen it. */
async function expectLawfulEnd(course: Course, ended: Ended): Promise<void> {
  const { world, ride } = ended;
  const { moves } = world.rides;
  expect(moves.map(({ from }) => from)).toEqual(['requested', 'confirmed'].slice(0, moves.length));
  expect(moves.at(-1)?.status).toBe(ride.status);
  for (const state of statesOf(ended)) expect(timesAnnounced(ended, `ride.${state}`)).toBeGreaterThanOrEqual(1);
  const types = [...statesOf(ended).map((state) => `ride.${state}`), 'ride.driver-unneeded'];
  expect(types).toEqual(expect.arrayContaining(world.announced()));
  expectDecidedAsSaid(course, ride, moves[0]?.status);
  expectKept(ride);
  await expectDriverWhereItBelongs(world, ride);
}

/** The first transition is what the answers in time say, unless the rider was quicker. */
function expectDecidedAsSaid({ expects }: Course, ride: Ride, first: string | undefined): void {
  if (first === 'cancelled') return;
  const inTime = Object.values(ride.results).filter(({ branch }) => !isLate(ride, branch));
  const required = inTime.filter(({ branch }) => expects[branch] === 'required');
  const missing = Object.keys(expects).filter((branch) => !inTime.some((each) => each.branch === branch));
  const isRefused = required.some(({ status }) => status !== 'ok');
  const isMissing = missing.some((branch) => expects[branch] === 'required');
  const lateMs = msBetween(deadlineAt, ride.settledAt ?? '');
  if (isRefused) expect(first).toBe('rejected');
  else if (isMissing) expect([first, lateMs >= 0]).toEqual(['expired', true]);
  else if (lateMs >= 5_000) expect(first).toBe('expired');
  else expect(first).toBe('confirmed');
  if (first !== 'confirmed') return;
  // Optional branches had been waited for long enough: from when all required ones had said ok.
  const lastRequired = Math.max(0, ...required.map(({ at }) => msBetween(requestedAt, at)));
  const decidedMs = msBetween(requestedAt, ride.settledAt ?? '');
  if (missing.length > 0 && lateMs < 0) expect(decidedMs).toBeGreaterThanOrEqual(lastRequired + 2_000);
}

/** The record is kept for the days of retention from the end on: of a confirmed ride from the end of its hold on. */
function expectKept({ status, settledAt = '', completedAt, cancelledAt, expiresAt }: Ride): void {
  const endedAt = completedAt ?? cancelledAt ?? settledAt;
  const days = retentionDays + (status === 'confirmed' ? 1 : 0);
  expect(expiresAt).toBe(Math.floor(Date.parse(endedAt) / 1_000) + days * 86_400);
}

/** A confirmed ride holds its driver. Another ride holds none, and gives the one back that it was answered. */
async function expectDriverWhereItBelongs(world: GatherWorld, ride: Ride): Promise<void> {
  await releaseAll(world);
  const holding = world.drivers.holdingOf('driver-1');
  if (ride.status === 'confirmed')
    expect(holding).toMatchObject({ rideId: ride.rideId, holdUntil: expect.any(String) });
  else if (ride.results['driver-matching']?.status === 'ok') expect(holding).toBeUndefined();
  else expect(holding).not.toHaveProperty('holdUntil');
}

describe('a ride that nothing befalls', () => {
  it('ends as the rule says and when it says, and is announced once, whatever the order of its answers', async () => {
    const seen = tally();
    const wanted = ['confirmed', 'rejected', 'expired', 'impatient'];
    await assertUntil(
      () => wanted.every((each) => seen.of(each) > 0),
      fc.asyncProperty(fc.scheduler(), anyCourse, async (scheduler, course) => {
        const ended = await run(course, noTroubles, scheduler);
        const { status, atMs } = endOf(course);
        expect(ended.ride.status).toBe(status);
        expect(msBetween(requestedAt, ended.ride.settledAt ?? '')).toBe(atMs);
        expect(statesOf(ended)).toEqual([status]);
        expect(timesAnnounced(ended, `ride.${status}`)).toBe(1);
        const told = [...ended.sent.map(({ message }) => message), ...ended.world.events.published];
        expect(new Set(told.map((message) => message.requestedAt))).toEqual(new Set([requestedAt]));
        expect(Object.keys(ended.ride.results).toSorted()).toEqual(course.said.map(({ branch }) => branch).toSorted());
        await expectLawfulEnd(course, ended);
        seen.add(status);
        if (status === 'confirmed' && (ended.ride.unanswered ?? []).length > 0) seen.add('impatient');
      }),
      { numRuns: 200 },
    );
    for (const each of wanted) expect(seen.of(each), each).toBeGreaterThan(0);
  });

  it('is announced twice in none of 200 rides all of whose branches answer at once', async () => {
    const announced: number[] = [];
    const atOnce = quickCourse.map((course) => ({
      ...course,
      said: course.said.map((said) => ({ ...said, atMs: 0 })),
    }));
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), atOnce, async (scheduler, course) => {
        const ended = await run(course, noTroubles, scheduler);
        announced.push(timesAnnounced(ended, `ride.${ended.ride.status}`));
      }),
      { numRuns: 200 },
    );
    expect(announced).toEqual(Array.from({ length: 200 }, () => 1));
  });

  it('is woken for at once by exactly one of its last writers, when all say ok', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), quickCourse, async (scheduler, course) => {
        const said = course.said.map((each) => ({ ...each, status: 'ok' as const, atMs: 0 }));
        const { sent, ride } = await run({ ...course, said }, noTroubles, scheduler);
        const waking = sent.filter(({ message }) => message.kind === 'wake-up');
        expect(waking.filter(({ delaySeconds }) => delaySeconds === 0)).toHaveLength(1);
        expect(ride).toMatchObject({ status: 'confirmed', settledAt: requestedAt, unanswered: [] });
        // One who is last but for optional ones says so, too; whoever a required one is missing after says nothing.
        const optional = Object.values(course.expects).filter((need) => need === 'optional').length;
        expect(waking.length).toBeLessThanOrEqual(1 + optional);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a ride whose branches die or cannot write', () => {
  it('is decided as if nothing had happened, long before its deadline', async () => {
    const seen = tally();
    const troubles = fc.record({ crashes: anyCrashes, failingWrites: anyFailingWrites });
    const wanted = ['death', 'sent as a message'];
    await assertUntil(
      () => wanted.every((each) => seen.of(each) > 0),
      fc.asyncProperty(fc.scheduler(), quickCourse, troubles, async (scheduler, course, befalling) => {
        const ended = await run(course, { ...noTroubles, ...befalling }, scheduler);
        expect(ended.ride.status).toBe(endOf(course).status);
        // Each death costs a second, and four answers and a wait for optional ones are over by six.
        expect(msBetween(requestedAt, ended.ride.settledAt ?? '')).toBeLessThanOrEqual(6_000 + 1_000 * ended.crashes);
        await expectLawfulEnd(course, ended);
        if (ended.crashes > 0) seen.add('death');
        if (ended.sent.some(({ message }) => message.kind === 'branch-result')) seen.add('sent as a message');
      }),
      { numRuns: 150 },
    );
    for (const each of wanted) expect(seen.of(each), each).toBeGreaterThan(0);
  });
});

describe('a ride whose messages wait in the queue', () => {
  it('loses no answer of an optional branch that was there in time, and is decided as soon as its message comes', async () => {
    const seen = tally();
    const wanted = ['after the last required one', 'before'];
    await assertUntil(
      () => wanted.every((each) => seen.of(each) > 0),
      fc.asyncProperty(
        fc.scheduler(),
        quickCourse,
        fc.integer({ max: 5_000, min: 1 }),
        async (scheduler, course, ms) => {
          const ended = await run(course, { ...noTroubles, queueLateMs: ms }, scheduler);
          const { status, atMs } = endOf(course);
          expect(ended.ride.status).toBe(status);
          expect(msBetween(requestedAt, ended.ride.settledAt ?? '')).toBeLessThanOrEqual(atMs + ms);
          await expectLawfulEnd(course, ended);
          if (status !== 'confirmed') return;
          const isOf = (need: Need) => (each: Said) => course.expects[each.branch] === need;
          const lastRequiredMs = Math.max(...course.said.filter(isOf('required')).map((each) => each.atMs));
          const inTime = course.said.filter(isOf('optional')).filter((each) => each.atMs <= lastRequiredMs + 2_000);
          for (const { branch } of inTime) expect(ended.ride.unanswered).not.toContain(branch);
          seen.add(inTime.some((each) => each.atMs > lastRequiredMs) ? 'after the last required one' : 'before');
        },
      ),
      { numRuns: 100 },
    );
    for (const each of wanted) expect(seen.of(each), each).toBeGreaterThan(0);
  });
});

describe('a ride that the version before has a part in', () => {
  it('is decided as if all were of this version', async () => {
    const seen = tally();
    const wanted = ['some branches', 'intake'];
    await assertUntil(
      () => wanted.every((each) => seen.of(each) > 0),
      fc.asyncProperty(fc.scheduler(), quickCourse, anyFormer, async (scheduler, course, former) => {
        const ended = await run(course, { ...noTroubles, former }, scheduler);
        const { status, atMs } = endOf(course);
        expect(ended.ride.status).toBe(status);
        expect(msBetween(requestedAt, ended.ride.settledAt ?? '')).toBe(atMs);
        await expectLawfulEnd(course, ended);
        if (former.branches.length > 0 && former.branches.length < 4) seen.add('some branches');
        if (former.intake) seen.add('intake');
      }),
      { numRuns: 100 },
    );
    for (const each of wanted) expect(seen.of(each), each).toBeGreaterThan(0);
  });
});

describe('a ride that anything befalls', () => {
  it('ends once and lawfully: deaths, failing writes, copies, cancellation and whoever looks', async () => {
    const seen = tally();
    const wanted = [
      'confirmed',
      'rejected',
      'expired',
      'cancelled',
      'cancelled when confirmed',
      'death',
      'repaired',
      'an answer lost of the write',
    ];
    await assertUntil(
      () => wanted.every((each) => seen.of(each) > 0),
      fc.asyncProperty(fc.scheduler(), anyCourse, anyTroubles, async (scheduler, course, troubles) => {
        const ended = await run(course, troubles, scheduler);
        expect(ended.ride.status).not.toBe('requested');
        await expectLawfulEnd(course, ended);
        for (const state of statesOf(ended)) seen.add(state);
        if (ended.crashes > 0) seen.add('death');
        if (troubles.movesAgain) seen.add('an answer lost of the write');
        if (statesOf(ended).join() === 'confirmed,cancelled') seen.add('cancelled when confirmed');
        const { settledBy, settledAt = '' } = ended.ride;
        if (settledBy === 'deadline' && msBetween(deadlineAt, settledAt) < troubles.deadlineLateMs)
          seen.add('repaired');
      }),
      { numRuns: 200 },
    );
    for (const each of wanted) expect(seen.of(each), each).toBeGreaterThan(0);
  });
});
