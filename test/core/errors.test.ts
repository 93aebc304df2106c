import { afterEach, expect, it } from 'vitest';
import { OverloadedError, RideNotFoundError, TooManyRidesError } from '../../core/errors.ts';

const { stackTraceLimit } = Error;

afterEach(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

const framesOf = ({ stack = '' }: Error) => stack.split('\n    at ').length - 1;

it('an error that refuses a ride has no stack trace, and the next error has one again', () => {
  expect([new OverloadedError(7), new TooManyRidesError(10, 42)].map(framesOf)).toEqual([0, 0]);
  expect(framesOf(new RideNotFoundError('ride-1'))).toBeGreaterThan(0);
  expect(String(new OverloadedError(7))).toBe('OverloadedError: Too many rides are being requested. Retry in 7 s.');
});
