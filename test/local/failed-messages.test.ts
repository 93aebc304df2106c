import { describe, expect, it } from 'vitest';
import { failedMessages } from '../../local/event-source/failed-messages.ts';

const BATCH = ['a', 'b', 'c'];

describe('the report of a batch', () => {
  it.each([
    ['nothing', null],
    ['an empty object', {}],
    ['no list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
  ])('fails no message with %s', (_, payload) => {
    expect([...failedMessages(payload, BATCH)]).toEqual([]);
  });

  it('fails the messages that it names', () => {
    const payload = { batchItemFailures: [{ itemIdentifier: 'c' }, { itemIdentifier: 'a' }] };
    expect([...failedMessages(payload, BATCH)]).toEqual(['c', 'a']);
  });

  it.each([
    ['text', 'all well'],
    ['a list instead of an object', [{ itemIdentifier: 'a' }]],
    ['no list', { batchItemFailures: 'a' }],
    ['an unknown id', { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'x' }] }],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null id', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemIdentifer: 'a' }] }],
    ['bare ids', { batchItemFailures: ['a'] }],
  ])('fails every message with %s', (_, payload) => {
    expect([...failedMessages(payload, BATCH)]).toEqual(BATCH);
  });
});
