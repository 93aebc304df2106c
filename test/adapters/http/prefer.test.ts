import { describe, expect, it } from 'vitest';
import { waitingOf, waitingWithin } from '../../../adapters/http/prefer.ts';

describe('how long a caller wants to wait', () => {
  it.each<[string | undefined, number, string | undefined]>([
    [undefined, 10, undefined],
    ['', 10, undefined],
    ['wait=5', 5, 'wait=5'],
    ['wait=0', 0, 'wait=0'],
    ['wait=25', 25, 'wait=25'],
    ['wait=26', 25, 'wait=25'],
    ['wait=999999', 25, 'wait=25'],
    ['wait="7"', 7, 'wait=7'],
    ['wait = 7', 7, 'wait=7'],
    ['WAIT=7', 7, 'wait=7'],
    ['respond-async', 0, 'respond-async'],
    ['Respond-Async', 0, 'respond-async'],
    ['respond-async, wait=3', 3, 'wait=3'],
    ['wait=3, respond-async', 3, 'wait=3'],
    ['return=minimal, wait=3', 3, 'wait=3'],
    ['wait=3, wait=9', 3, 'wait=3'],
    ['wait=soon, wait=9', 9, 'wait=9'],
    ['wait', 10, undefined],
    ['wait=', 10, undefined],
    ['wait=-1', 10, undefined],
    ['wait=1.5', 10, undefined],
    ['wait=1e3', 10, undefined],
    ['wait=9999999', 10, undefined],
    ['await=3', 10, undefined],
    ['handling=strict', 10, undefined],
    ['respond-asynchronously', 10, undefined],
  ])('follows from Prefer: %s', (prefer, seconds, applied) => {
    expect(waitingOf(prefer, 10)).toEqual({ seconds, applied });
  });
});

describe('a wait that there is no time for', () => {
  it.each<[string | undefined, number, number, string | undefined]>([
    ['wait=25', 30_000, 25, 'wait=25'],
    ['wait=25', 25_000, 25, 'wait=25'],
    ['wait=25', 12_700, 12.7, 'wait=12'],
    ['wait=25', 0, 0, 'wait=0'],
    ['wait=25', -400, 0, 'wait=0'],
    ['respond-async', 0, 0, 'respond-async'],
    ['respond-async', -400, 0, 'respond-async'],
    [undefined, 3_000, 3, undefined],
  ])('is cut, and says so: %s, %i ms', (prefer, mostMs, seconds, applied) => {
    expect(waitingWithin(waitingOf(prefer, 10), mostMs)).toEqual({ seconds, applied });
  });
});
