import { describe, expect, it } from 'vitest';
import { fold } from '../../cli/fold.ts';

describe('a line', () => {
  it.each([
    ['  one two', 20, ['  one two']],
    ['  one two', 9, ['  one two']],
    ['  one two three', 9, ['  one two', '    three']],
    ['  one two three four', 14, ['  one two', '    three four']],
    ['unbreakable', 6, ['unbrea', '  kabl', '  e']],
    ['  a unbreakable b', 11, ['  a', '    unbreak', '    able b']],
    ['  one   two', 8, ['  one', '    two']],
    ['  no room', 2, ['  no', '    room']],
  ])('is folded: %j to %i columns', (line, columns, folded) => {
    expect(fold(line, columns)).toEqual(folded);
  });
});
