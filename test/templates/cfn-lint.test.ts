import { describe, expect, it } from 'vitest';
import { findingsIn } from './cfn-lint.ts';

describe('what cfn-lint writes', () => {
  const result = {
    Filename: '/tmp/0.template.json',
    Level: 'Warning',
    Message: 'odd',
    Rule: { Id: 'W1', Description: '' },
    Location: { Path: ['Resources', 'Rides', 3], Start: {} },
  };

  it('is told of the variant that the template is of', () => {
    expect(findingsIn([result], new Map([['/tmp/0.template.json', 'the stack']]))).toEqual([
      { subject: 'the stack', message: 'W1 odd (Resources/Rides/3)' },
    ]);
  });

  it('is told of the file, where it is of a whole template that cannot be read', () => {
    expect(findingsIn([{ ...result, Location: { Path: null } }], new Map())).toEqual([
      { subject: '/tmp/0.template.json', message: 'W1 odd ()' },
    ]);
  });
});
