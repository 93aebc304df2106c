import { describe, expect, it } from 'vitest';
import { affectedBy } from '../../../cli/dev/affected.ts';

const inputs = {
  functions: new Map([
    ['pricing', new Set(['/p/core/tariffs.ts', '/p/core/branches.ts', '/p/functions/pricing/handler.ts'])],
    ['eta', new Set(['/p/core/branches.ts', '/p/functions/eta/handler.ts'])],
  ]),
  template: new Set(['/p/lib/flow.ts', '/p/core/branches.ts']),
};

describe('an edit', () => {
  it.each<[string, string[], string[], boolean]>([
    ['of a file of one function concerns that one', ['/p/core/tariffs.ts'], ['pricing'], false],
    [
      'of several files concerns all of theirs, each once',
      ['/p/core/tariffs.ts', '/p/functions/eta/handler.ts', '/p/functions/pricing/handler.ts'],
      ['pricing', 'eta'],
      false,
    ],
    ['of a file of the template concerns the template', ['/p/lib/flow.ts'], [], true],
    ['of a registry concerns the functions and the template', ['/p/core/branches.ts'], ['pricing', 'eta'], true],
    ['of a file that nothing is made of concerns nothing', ['/p/core/new.ts'], [], false],
  ])('%s', (_, files, functions, template) => {
    expect(affectedBy(files, inputs)).toEqual({ functions, template });
  });
});
