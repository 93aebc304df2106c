import { describe, expect, it } from 'vitest';
import { isDecided, type LoadFacts, suggestedRides, tellLoad, waitingOf } from '../../web/src/tell-load.ts';

const outcomes = { waiting: 0, confirmed: 0, rejected: 0, expired: 0, cancelled: 0, open: 0 };

const facts = (more: Partial<LoadFacts>): LoadFacts => {
  const none = { accepted: 0, refused: 0, failed: 0, isStopped: false, isCutOff: false };
  return { wanted: 2_000, ...none, phase: 'done', outcomes, ...more };
};

describe('what is said of a load', () => {
  it.each<[string, Partial<LoadFacts>, string]>([
    ['that sends', { phase: 'sending', accepted: 3 }, 'Sending: 3 of 2,000 rides offered, 3 accepted.'],
    [
      'that is refused in part',
      { phase: 'sending', accepted: 1_200, refused: 7, retryAfter: [3, 9], failed: 1, problem: 'no answer' },
      'Sending: 1,208 of 2,000 rides offered, 1,200 accepted, 7 refused at once (429) and told to retry after 3 to 9 s and 1 failed (no answer).',
    ],
    [
      'that waits for outcomes, those that the backend has not heard of included',
      { phase: 'waiting', accepted: 2_000, outcomes: { ...outcomes, waiting: 10, confirmed: 1_900, rejected: 50 } },
      'All 2,000 rides were offered: 2,000 accepted. 50 of 2,000 accepted rides wait for their outcome.',
    ],
    [
      'that is stopped',
      { phase: 'releasing', isStopped: true, accepted: 40, outcomes: { ...outcomes, confirmed: 30, open: 38 } },
      'Stopped after 40 of 2,000 rides: 40 accepted. 38 rides that wait or have a driver are being cancelled.',
    ],
    [
      'that has ended',
      {
        accepted: 1_990,
        refused: 10,
        retryAfter: [4, 4],
        tookMs: 61_240,
        leftBehind: 0,
        outcomes: { ...outcomes, confirmed: 345, rejected: 1_645 },
      },
      'All 2,000 rides were offered: 1,990 accepted and 10 refused at once (429) and told to retry after 4 s. Of the accepted rides 345 were confirmed, 1,645 rejected and 0 expired, after 61.2 s. The confirmed rides were cancelled to free their drivers.',
    ],
    [
      'that was stopped and left something behind',
      {
        isStopped: true,
        accepted: 40,
        leftBehind: 1,
        outcomes: { ...outcomes, waiting: 2, confirmed: 30, cancelled: 8 },
      },
      'Stopped after 40 of 2,000 rides: 40 accepted. Of the accepted rides 30 were confirmed, 0 rejected, 0 expired, 8 cancelled before their outcome and 2 without a known outcome. 1 ride could not be cancelled and may hold a driver.',
    ],
    [
      'of which nothing was accepted',
      { refused: 2_000 },
      'All 2,000 rides were offered: 0 accepted and 2,000 refused at once (429).',
    ],
    [
      'whose rides nobody sees',
      { accepted: 2_000, outcomes: undefined },
      'All 2,000 rides were offered: 2,000 accepted. How the accepted rides ended is not known here.',
    ],
  ])('%s', (_, more, sentence) => {
    expect(tellLoad(facts(more))).toBe(sentence);
  });

  it.each<[Partial<LoadFacts>, string]>([
    [
      { wanted: 3_000, accepted: 812 },
      'The stack stopped answering after 812 of 3,000 rides; what happened to the accepted rides is not known.',
    ],
    [
      { accepted: 800, refused: 12, outcomes: undefined },
      'The stack stopped answering after 812 of 2,000 rides; what happened to the accepted rides is not known.',
    ],
    [
      { accepted: 2_000, outcomes: { ...outcomes, waiting: 9, confirmed: 1_200, rejected: 300 } },
      'The stack stopped answering after all 2,000 rides; what happened to 500 of 2,000 accepted rides is not known.',
    ],
    [
      { accepted: 2, refused: 7, outcomes: { ...outcomes, confirmed: 1, expired: 1 } },
      'The stack stopped answering after 9 of 2,000 rides; each accepted ride had its outcome.',
    ],
    [{ refused: 7 }, 'The stack stopped answering after 7 of 2,000 rides.'],
    [
      { accepted: 1, isStopped: true },
      'The stack stopped answering after 1 of 2,000 rides; what happened to the accepted ride is not known.',
    ],
    [
      { wanted: 1, accepted: 1 },
      'The stack stopped answering after the ride; what happened to the accepted ride is not known.',
    ],
  ])('says that the stack has stopped answering, and claims no more than was known then: %j', (more, sentence) => {
    for (const phase of ['sending', 'waiting', 'done'] as const)
      expect(tellLoad(facts({ ...more, isCutOff: true, phase }))).toBe(sentence);
  });

  it('tells how the rides ended where the stack stops answering after that', () => {
    const ended = { accepted: 5, outcomes: { ...outcomes, confirmed: 5 }, tookMs: 900, isCutOff: true };
    const told = tellLoad(facts(ended));
    expect(told).toContain('Of the accepted rides 5 were confirmed, 0 rejected and 0 expired, after 0.9 s.');
    expect(told).toContain('Whether the confirmed rides were cancelled afterwards is not known.');
  });

  it('does not claim that rides were cancelled where nobody answered that', () => {
    const told = tellLoad(facts({ accepted: 5, outcomes: { ...outcomes, confirmed: 5 }, leftBehind: undefined }));
    expect(told).toContain('Whether the confirmed rides were cancelled afterwards is not known.');
  });

  it.each([0, undefined])('says nothing of confirmed rides where there are none: %s left behind', (leftBehind) => {
    const told = tellLoad(facts({ accepted: 5, outcomes: { ...outcomes, rejected: 5 }, leftBehind }));
    expect(told).toMatch(/ Of the accepted rides 0 were confirmed, 5 rejected and 0 expired\.$/);
  });

  it.each<[Partial<LoadFacts>, string]>([
    [
      { leftBehind: 0, outcomes: { ...outcomes, confirmed: 1 } },
      'The ride was offered: 1 accepted. Of 1 accepted ride 1 was confirmed, 0 rejected and 0 expired. The confirmed ride was cancelled to free its driver.',
    ],
    [
      { outcomes: { ...outcomes, cancelled: 1 } },
      'The ride was offered: 1 accepted. Of 1 accepted ride 0 were confirmed, 0 rejected, 0 expired and 1 cancelled before its outcome.',
    ],
    [{ phase: 'waiting' }, 'The ride was offered: 1 accepted. 1 of 1 accepted ride waits for its outcome.'],
    [
      { phase: 'releasing', outcomes: { ...outcomes, open: 1 } },
      'The ride was offered: 1 accepted. 1 ride that waits or has a driver is being cancelled.',
    ],
    [{ outcomes: undefined }, 'The ride was offered: 1 accepted. How it ended is not known here.'],
  ])('speaks of one ride as of one: %j', (more, sentence) => {
    expect(tellLoad(facts({ wanted: 1, accepted: 1, ...more }))).toBe(sentence);
  });
});

describe('a load', () => {
  it('is decided when every accepted ride is known to have an outcome', () => {
    const confirmed = { ...outcomes, confirmed: 3, cancelled: 1 };
    expect(isDecided(confirmed, 4)).toBe(true);
    expect(isDecided(confirmed, 5)).toBe(false);
    expect(isDecided({ ...confirmed, waiting: 1 }, 4)).toBe(false);
    expect(isDecided(undefined, 1)).toBe(false);
    expect(isDecided(undefined, 0)).toBe(true);
  });

  it('has rides that wait from the moment at which they are accepted, heard of or not', () => {
    expect(waitingOf({ accepted: 4, outcomes: undefined })).toBe(4);
    expect(waitingOf({ accepted: 4, outcomes: { ...outcomes, waiting: 1, confirmed: 1, cancelled: 1 } })).toBe(2);
  });

  it.each([
    [undefined, 2, 100],
    [0, 2, 1],
    [12, 2, 7],
    [100, 2, 60],
    [345, 2, 200],
    [5_000, 2, 200],
    [345, 1, 100],
    [5_000, 8, 800],
  ])('leaves drivers free, and is no more than cores work off: of %s, on %s', (free, cores, rides) => {
    expect(suggestedRides(free, cores)).toBe(rides);
  });
});
