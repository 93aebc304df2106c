import { describe, expect, it } from 'vitest';
import type { Branch, Ride } from '../../client/index.ts';
import { type Hop, type RaceFacts, tellRunner } from '../../web/src/tell-race.ts';
import { verdict } from '../../web/src/verdict.ts';

const branch = (status: Branch['status'], durationMs: number | null = null, attempt = 1): Branch => ({
  need: 'required',
  status,
  queuedAt: null,
  startedAt: durationMs === null ? null : '2026-11-22T10:00:00.000Z',
  finishedAt: durationMs === null ? null : '2026-11-22T10:00:01.000Z',
  queuedMs: null,
  durationMs,
  attempt: durationMs === null ? null : attempt,
  late: false,
  reason: null,
});

const matched = branch('ok', 300);

const view = (status: Ride['status'], branches: Readonly<Record<string, Branch>>, more: object = {}): Ride =>
  ({
    flow: 'parallel',
    status,
    branches,
    reasons: [],
    outcome: null,
    timing: { totalMs: 1_340 },
    ...more,
  }) as unknown as Ride;

const because = (name: string, code: string) => ({
  reasons: [{ branch: name, code, message: '', retryable: false }],
});

const holds = (recorded: Ride['status'] | null, ...drivers: string[]) => ({
  rideId: 'ride_1',
  recorded,
  drivers: drivers.map((driverId) => ({ driverId, until: null })),
});

const released: Hop = { lane: 'release-driver', what: '', kind: 'work', at: '', until: null, note: 'released' } as Hop;

const confirmed = view(
  'confirmed',
  { 'driver-matching': matched, pricing: branch('ok', 1_200, 2) },
  { outcome: { driver: { driverId: 'driver-0226' }, fare: { amountMinor: 100_204, currency: 'USD' } } },
);

describe('the sentence of a ride', () => {
  it.each<[string, RaceFacts, string]>([
    [
      'confirmed, after a retry',
      { flow: 'parallel', view: confirmed, holds: holds('confirmed', 'driver-0226') },
      'Confirmed after 1,340 ms with driver-0226 for $1,002.04; 2 of 2 branches answered, pricing in 2 attempts; driver-0226 is held; it cost 3 attempts of branches, 1,500 ms in those that answered.',
    ],
    ...(['parallel', 'sequential'] as const).map((flow): [string, RaceFacts, string] => [
      `confirmed, and told a little later, ${flow}`,
      { flow, view: view('confirmed', {}, { flow }), answeredMs: 1_361.7 },
      'Confirmed after 1,362 ms; 0 of 0 branches answered.',
    ]),
    [
      'declined',
      {
        flow: 'parallel',
        view: view(
          'rejected',
          { 'driver-matching': matched, 'payment-check': branch('rejected', 100) },
          because('payment-check', 'card_declined'),
        ),
        holds: holds('rejected'),
        hops: [released],
      },
      'Rejected after 1,340 ms because of payment-check (card_declined); 2 of 2 branches answered; the driver is free again; it cost 2 attempts of branches, 400 ms in those that answered.',
    ],
    [
      'rejected when a branch has failed in all attempts',
      {
        flow: 'parallel',
        view: view(
          'rejected',
          { 'driver-matching': branch('not_awaited'), pricing: branch('failed', 3_200, 3) },
          because('pricing', 'pricing_unavailable'),
        ),
        holds: holds('rejected'),
      },
      'Rejected after 1,340 ms because of pricing, which failed in 3 attempts; 0 of 2 branches answered; no driver is held; it cost 3 attempts of branches.',
    ],
    [
      'confirmed without a branch that has failed',
      {
        flow: 'sequential',
        view: view('confirmed', { 'driver-matching': matched, eta: branch('failed', 5, 2) }, { flow: 'sequential' }),
        holds: holds('confirmed', 'driver-0226'),
      },
      'Confirmed after 1,340 ms; 1 of 2 branches answered, eta failed in 2 attempts; driver-0226 is held; it cost 3 attempts of branches, 300 ms in the one that answered.',
    ],
    [
      'hung or crashed side by side',
      {
        flow: 'parallel',
        view: view(
          'expired',
          { 'driver-matching': matched, pricing: branch('timed_out') },
          because('pricing', 'pricing_timed_out'),
        ),
        holds: holds('expired', 'driver-0226'),
        hops: ['', 'Runtime exited', 'skipped: the deadline had come', 'GivenUpError: failed'].map((note, n) => {
          return { ...released, lane: 'pricing', what: `attempt ${n + 1}`, kind: 'failure', note };
        }),
      },
      'Expired after 1,340 ms because of pricing, which had not answered by the deadline; 1 of 2 branches answered; driver-0226 is held; it cost 3 attempts of branches, 300 ms in the one that answered.',
    ],
    [
      'rejected one after the other: the rest was never asked',
      {
        flow: 'sequential',
        view: view(
          'rejected',
          { 'driver-matching': branch('rejected', 300), eta: branch('not_awaited'), pricing: branch('not_awaited') },
          { flow: 'sequential', ...because('driver-matching', 'no_driver') },
        ),
      },
      'Rejected after 1,340 ms because of driver-matching (no_driver); 1 of 3 branches answered, eta and pricing were never asked; it cost 1 attempt of branches, 300 ms in the one that answered.',
    ],
    [
      'crashed one after the other',
      {
        flow: 'sequential',
        failure: { status: 502, message: '' },
        answeredMs: 512.4,
        heard: { 'driver-matching': matched },
        holds: holds(null, 'driver-0226'),
      },
      'The process died (502) after 512 ms; the ride has no record; driver-0226 is held; it cost 1 attempt of branches, 300 ms in the one that answered, all of it lost.',
    ],
    [
      'hung one after the other',
      {
        flow: 'sequential',
        failure: { status: 504, message: '' },
        answeredMs: 29_000,
        heard: { 'driver-matching': matched },
        holds: holds(null),
      },
      'The call timed out (504) after 29,000 ms; the ride has no record; no driver is held any more; it cost 1 attempt of branches, 300 ms in the one that answered, all of it lost.',
    ],
  ])('%s', (_, facts, sentence) => {
    expect(tellRunner(facts)).toBe(sentence);
  });

  it('claims nothing that is not known', () => {
    const failure = { status: 502, message: '' };
    expect(tellRunner({ flow: 'sequential', failure, answeredMs: 20 })).toBe(
      'The process died or was never run (502) after 20 ms; whether there is a ride is not known; whether a driver is held is not known.',
    );
    expect(tellRunner({ flow: 'sequential', failure, heard: { eta: branch('ok', 5) } })).toContain(
      'what happened to the ride is not known; whether a driver is held is not known',
    );
    const away = { status: 0, message: 'POST /rides was not answered: refused' };
    expect(tellRunner({ flow: 'parallel', failure: away })).toContain('POST /rides was not answered: refused');
    const declined = view('rejected', { 'driver-matching': matched });
    expect(tellRunner({ flow: 'parallel', view: declined })).not.toMatch(/driver is/);
    expect(tellRunner({ flow: 'parallel', view: declined, holds: holds('rejected') })).toContain(
      'no driver is held any more',
    );
  });

  it('does not call a ride lost that has a record, nor one decided that was lost sight of', () => {
    const failure = { status: 504, message: '' };
    const heard = { 'driver-matching': matched };
    const sequential = tellRunner({ flow: 'sequential', failure, heard, holds: holds('confirmed', 'driver-0226') });
    expect(sequential).toMatch(
      /^The call timed out \(504\); the record says confirmed; driver-0226 is held; .*answered\.$/,
    );
    const open = view('requested', heard, { timing: { totalMs: null } });
    expect(tellRunner({ flow: 'parallel', view: open, failure: { status: 0, message: 'no answer' } })).toMatch(
      /^No answer; what happened to the ride is not known; whether a driver is held is not known/,
    );
  });

  it('knows that a refused ride is none', () => {
    const sentence = tellRunner({ flow: 'parallel', failure: { status: 429, message: '' }, answeredMs: 12 });
    expect(sentence).toBe('Refused at once (429) after 12 ms; there is no such ride.');
  });
});

describe('the verdict', () => {
  const slow = { flow: 'sequential', view: view('confirmed', {}, { timing: { totalMs: 2_680 } }) } as const;
  const fast = { flow: 'parallel', view: confirmed } as const;

  it('names the winner where both were confirmed', () => {
    const both = { parallel: fast, sequential: slow, isAlone: false };
    expect(verdict(both, true)).toBe('Side by side wins: 1,340 ms against 2,680 ms, 1,340 ms sooner (50 %).');
    const other = { parallel: { ...fast, view: slow.view }, sequential: { ...slow, view: confirmed }, isAlone: false };
    expect(verdict(other, true)).toMatch(/^One after the other wins: 1,340 ms against 2,680 ms, 1,340 ms sooner/);
  });

  it('compares how long the riders waited', () => {
    const both = { parallel: { ...fast, answeredMs: 1_360 }, sequential: { ...slow, answeredMs: 2_720 } };
    expect(verdict({ ...both, isAlone: false }, true)).toMatch(/: 1,360 ms against 2,720 ms, 1,360 ms sooner \(50 %\)/);
  });

  it('names no winner where both took as long', () => {
    const sequential = { ...slow, view: confirmed };
    expect(verdict({ parallel: fast, sequential, isAlone: false }, true)).toBe('Neither wins: both took 1,340 ms.');
  });

  it('tells of both where one of them was not', () => {
    const sequential: RaceFacts = {
      flow: 'sequential',
      failure: { status: 502, message: '' },
      answeredMs: 512,
      heard: { 'driver-matching': matched },
      holds: holds(null, 'driver-0226'),
    };
    const parallel: RaceFacts = {
      flow: 'parallel',
      view: view('rejected', { 'driver-matching': matched }, because('pricing', 'simulated_rejection')),
      holds: holds('rejected'),
      hops: [released],
    };
    expect(verdict({ parallel, sequential, isAlone: false }, true)).toBe(
      'Side by side: rejected after 1,340 ms because of pricing (simulated_rejection), the driver is free again; one after the other: the process died (502) after 512 ms, the ride has no record, driver-0226 is held.',
    );
  });

  it('waits for both, and tells of one alone where there is no other', () => {
    const running = { parallel: fast, sequential: undefined, isAlone: false };
    expect(verdict(running, true)).toBe('The same ride is on its way through both flows.');
    expect(verdict({ ...running, isAlone: true }, false)).toMatch(/^Confirmed after 1,340 ms/);
    expect(verdict(undefined, false)).toMatch(/^Press the button/);
  });
});
