import { describe, expect, it } from 'vitest';
import { traceparentOf } from '../../core/traceparent.ts';
import { traceparent } from '../support/rides.ts';

const randomHex = (bytes: number) => 'ab'.repeat(bytes);
const fresh = `00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-01`;

describe('the trace of a request', () => {
  it("is the caller's", () => {
    expect(traceparentOf(traceparent, randomHex)).toBe(traceparent);
    expect(traceparentOf(traceparent.replace(/01$/, '00'), randomHex)).toMatch(/-00$/);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['no trace at all', 'hello'],
    ['upper case', traceparent.toUpperCase()],
    ['another version', traceparent.replace(/^00/, '01')],
    ['a trace id too short', traceparent.replace(/^00-0/, '00-')],
    ['something after it', `${traceparent}-extra`],
    ['several', `${traceparent},${traceparent}`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['a parent id of zeros', `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`],
  ])('is a new, sampled one when the caller sent %s', (_, header) => {
    expect(traceparentOf(header, randomHex)).toBe(fresh);
  });
});
