import { afterEach, beforeEach, expect, it } from 'vitest';
import { environment, MissingEnvironmentError } from '../../adapters/environment.ts';

beforeEach(() => {
  process.env.TEST_ONE = 'one';
  process.env.TEST_TWO = 'two';
});
afterEach(() => {
  for (const name of ['TEST_ONE', 'TEST_TWO', 'TEST_EMPTY']) delete process.env[name];
});

it('gives the values in the order of the names', () => {
  expect(environment('TEST_TWO', 'TEST_ONE')).toEqual(['two', 'one']);
});

it('names every variable that is missing or empty', () => {
  process.env.TEST_EMPTY = '';
  expect(() => environment('TEST_ONE', 'TEST_NONE', 'TEST_EMPTY')).toThrow(MissingEnvironmentError);
  expect(() => environment('TEST_ONE', 'TEST_NONE', 'TEST_EMPTY')).toThrow('TEST_NONE, TEST_EMPTY');
});
