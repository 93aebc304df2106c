import { describe, expect, it } from 'vitest';
import { isSubject } from '../../core/subject.ts';

describe('a subject', () => {
  it.each(['a', 'auth0|64f1', '~!', 'x'.repeat(255)])('can be %j', (text) => {
    expect(isSubject(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(256), 'a b', ' a', 'a\n', 'a\u007f', 'ä', '\u0000'])('cannot be %j', (text) => {
    expect(isSubject(text)).toBe(false);
  });
});
