import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyDiff, guideSteps } from './guide-steps.ts';

const root = path.join(import.meta.dirname, '../..');
const guide = path.join(root, 'docs/guide/extend.md');

describe.each([
  ['A branch', 5],
  ['A subscriber', 2],
])('docs/guide/extend.md: %s', (section, count) => {
  const steps = guideSteps(guide, section);

  it('has all of its steps', () => expect(steps).toHaveLength(count));

  // As in the clone of the test that follows them.
  const isFollowed = steps.every(({ file, isEdit }) => isEdit || existsSync(path.join(root, file)));

  it.skipIf(isFollowed).each(steps)('can be followed: $file', ({ file, isEdit, text }) => {
    const target = path.join(root, file);
    expect(existsSync(target)).toBe(isEdit);
    if (isEdit) expect(applyDiff(readFileSync(target, 'utf8'), text)).not.toBe(readFileSync(target, 'utf8'));
  });
});

describe('a diff without line numbers', () => {
  it('adds and replaces lines where their neighbours are', () => {
    expect(applyDiff('a\nb\nc\nd\n', ' a\n-b\n+B\n@@\n c\n+cc\n')).toBe('a\nB\nc\ncc\nd\n');
  });

  it.each([' x\n+y\n', ' a\n+b\n'])('is refused without exactly one place for it: %j', (diff) => {
    expect(() => applyDiff('a\nb\na\n', diff)).toThrow('Not in one place');
  });

  it('is not looked for in a section that there is not', () => {
    expect(() => guideSteps(guide, 'A planet')).toThrow('has no section "A planet"');
  });
});
