import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readAs, UnreadableMessageError } from '../../../adapters/lambda/read-record.ts';
import { aRecord } from '../../support/sqs-events.ts';

const schema = z.strictObject({ ride: z.object({ pickup: z.number() }), stops: z.array(z.number()) });
const good = { ride: { pickup: 1 }, stops: [1] };

const errorOf = (message: unknown): Error => {
  try {
    readAs(schema, aRecord(message));
  } catch (error) {
    return error as Error;
  }
  return expect.fail('It was read.');
};

describe('a message that cannot be read', () => {
  it.each([
    [{ ...good, ride: { pickup: 'Main Street 1' } }, 'ride.pickup (invalid_type)'],
    [{ ...good, stops: [1, 'x'] }, 'stops.1 (invalid_type)'],
    [[], 'message (invalid_type)'],
  ])('is said to be wrong at a place: %j', (message, where) => {
    expect(errorOf(message)).toBeInstanceOf(UnreadableMessageError);
    expect(errorOf(message).message).toContain(where);
    expect(errorOf(message).message).not.toContain('Main');
  });

  it('says nothing of keys that came with it', () => {
    const byEmail = z.record(z.string(), z.number());
    const record = aRecord({ 'ann@rider.example': 'x' });
    expect(() => readAs(byEmail, record)).toThrow(UnreadableMessageError);
    expect(() => readAs(byEmail, record)).toThrow(/: \* \(invalid_type\)/);
  });
});
