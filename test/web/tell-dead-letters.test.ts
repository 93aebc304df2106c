import { describe, expect, it } from 'vitest';
import type { DeadLetter, LaneFigures } from '../../cli/console/protocol.ts';
import { tellCause, tellDeadLetters, tellRedrive } from '../../web/src/tell-dead-letters.ts';

const lane = (...deadLetterQueues: LaneFigures['deadLetterQueues']) => ({ deadLetterQueues }) as LaneFigures;

describe('the dead-letter queues in a sentence', () => {
  it.each<[string, LaneFigures[], string]>([
    ['nothing known', [], ''],
    ['one, empty', [lane({ name: 'a', count: 0 })], 'The dead-letter queue is empty.'],
    [
      'all empty, one of them shared',
      [lane({ name: 'a', count: 0 }, { name: 'b', count: 0 }), lane({ name: 'a', count: 0 })],
      'All 2 dead-letter queues are empty.',
    ],
    [
      'one letter',
      [lane({ name: 'a', count: 1 }, { name: 'b', count: 0 })],
      '1 dead letter in 1 of 2 dead-letter queues.',
    ],
    [
      'many letters',
      [lane({ name: 'a', count: 1_200 }), lane({ name: 'b', count: 3 }), lane({ name: 'c', count: 0 })],
      '1,203 dead letters in 2 of 3 dead-letter queues.',
    ],
  ])('%s', (_, lanes, sentence) => {
    expect(tellDeadLetters(lanes)).toBe(sentence);
  });
});

describe('a dead letter', () => {
  const deadlineAt = '2026-11-22T10:00:20.000Z';
  const deadline = Date.parse(deadlineAt);
  const redrive = (more: Partial<DeadLetter>, name = 'pricing', now = deadline - 1) =>
    tellRedrive({ kind: 'ride-requested', rideState: 'rejected', deadlineAt, ...more } as DeadLetter, name, 'Q', now);

  it('says why it died, or that nobody knows', () => {
    expect(tellCause({ cause: 'Error: no' })).toBe('It failed with Error: no');
    expect(tellCause({ cause: null })).toBe('The retained logs do not say why it failed.');
  });

  it.each<[string, string, string]>([
    ['before the deadline', redrive({}), 'pricing is asked again, but its answer comes late: the ride stays rejected.'],
    [
      'while the ride waits',
      redrive({ rideState: 'requested' }),
      'pricing is asked again, and its answer counts until the deadline.',
    ],
    [
      'at the deadline',
      redrive({}, 'pricing', deadline),
      'pricing skips it, because the deadline has passed. The ride stays rejected.',
    ],
    [
      'an event',
      redrive({ kind: 'ride.rejected' }, 'release-driver'),
      'release-driver handles ride.rejected again, and frees the driver if the ride still holds them. The ride is rejected.',
    ],
    [
      'an event of another lane',
      redrive({ kind: 'ride.progress' }, 'push'),
      'push handles ride.progress again. The ride is rejected.',
    ],
    [
      'a message to the aggregator',
      redrive({ kind: 'wake-up of eta', rideState: 'requested' }, 'aggregator'),
      'aggregator looks at the ride, which is still to be decided.',
    ],
    [
      'one that is too late',
      redrive({ kind: 'wake-up of eta' }, 'aggregator'),
      'aggregator finds the ride rejected and announces that again if this message was what decided it.',
    ],
    [
      'unreadable',
      redrive({ kind: 'unreadable: it is not JSON', rideState: null }),
      'pricing cannot read it and gives it up again.',
    ],
    [
      'of a ride without a record',
      redrive({ rideState: null }),
      'pricing gets it again. There is no record of its ride any more.',
    ],
  ])('says what a redrive would do: %s', (_, sentence, follows) => {
    expect(sentence).toBe(`A redrive puts it back into Q: ${follows}`);
  });
});
