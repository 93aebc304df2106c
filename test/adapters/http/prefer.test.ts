import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { preferOf, waitingOf, waitingWithin } from '../../../adapters/http/prefer.ts';

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
    ['wait=soon, wait=9', 10, undefined],
    ['wait', 10, undefined],
    ['wait=', 10, undefined],
    ['wait=-1', 10, undefined],
    ['wait=1.5', 10, undefined],
    ['wait=1e3', 10, undefined],
    ['wait=99999999999999999999', 25, 'wait=25'],
    ['await=3', 10, undefined],
    ['handling=strict', 10, undefined],
    ['respond-asynchronously', 10, undefined],
    ['wait=5; foo="bar"', 5, 'wait=5'],
    ['wait=5;foo', 5, 'wait=5'],
    ['wait=5 ; foo = bar ; baz', 5, 'wait=5'],
    ['wait=5;', 5, 'wait=5'],
    ['wait=5;wait=9', 5, 'wait=5'],
    ['foo; wait=5', 10, undefined],
    ['foo=bar;x="a,b", wait=5', 5, 'wait=5'],
    ['foo="wait=9, respond-async", wait=5', 5, 'wait=5'],
    ['foo=", wait=9; \\", wait=8", wait=5', 5, 'wait=5'],
    ['foo="never ends, wait=5', 10, undefined],
    ['foo="\\', 10, undefined],
    ['"wait"=5', 10, undefined],
    ['wait="\\7"', 7, 'wait=7'],
    ['wait="7";q="8"', 7, 'wait=7'],
    ['wait="7', 10, undefined],
    ['wait="7 "', 10, undefined],
    ['wait="", wait=9', 10, undefined],
    ['wait 5', 10, undefined],
    ['wait=5 6', 10, undefined],
    ['wait==5', 10, undefined],
    [' ,, wait=5 ,', 5, 'wait=5'],
    ['\twait\t=\t5\t,', 5, 'wait=5'],
    ['respond-async; x=y', 0, 'respond-async'],
    ['respond-async=""', 0, 'respond-async'],
    ['respond-async=', 0, 'respond-async'],
    ['respond-async=no', 10, undefined],
    ['respond-async=no, respond-async', 10, undefined],
    ['respond-async; wait=3', 0, 'respond-async'],
    ['wait=x, respond-async', 0, 'respond-async'],
    [`${'"'.repeat(9_999)}, wait=5`, 10, undefined],
    [`${'a;'.repeat(200)}, wait=5`, 5, 'wait=5'],
    [`${'a;'.repeat(5_000)}, wait=5`, 10, undefined],
    ['"\\'.repeat(5_000), 10, undefined],
    [`${'a=" '.repeat(2_500)}\\`, 10, undefined],
  ])('follows from Prefer: %s', (prefer, seconds, applied) => {
    expect(waitingOf(prefer, 10)).toEqual({ seconds, applied });
  });
});

it('is said on one line or on several', () => {
  const eventWith = (...lines: string[]) =>
    ({ headers: { prefer: lines.at(-1) }, multiValueHeaders: { prefer: lines } }) as unknown as APIGatewayProxyEvent;
  expect(waitingOf(preferOf(eventWith('respond-async', 'wait=5; x=",')), 10)).toEqual({
    seconds: 5,
    applied: 'wait=5',
  });
  expect(waitingOf(preferOf(eventWith('wait=3', 'wait=5')), 10)).toEqual({ seconds: 3, applied: 'wait=3' });
  const alone = { headers: { prefer: 'wait=4' }, multiValueHeaders: null } as unknown as APIGatewayProxyEvent;
  expect(waitingOf(preferOf(alone), 10)).toEqual({ seconds: 4, applied: 'wait=4' });
  expect(preferOf({ headers: {}, multiValueHeaders: {} } as APIGatewayProxyEvent)).toBeUndefined();
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
