import { describe, expect, it } from 'vitest';
import { contentsTable, importTable } from '../../bench/coldstart/figures.ts';
import { ownCode, packageOf, partsOf } from '../../bench/coldstart/packages.ts';

describe('the package that a file belongs to', () => {
  it.each([
    ['node_modules/zod/v4/core/schemas.js', 'zod'],
    ['../../node_modules/@smithy/core/dist-es/index.js', '@smithy/core'],
    ['node_modules/@aws-sdk/client-sqs/node_modules/tslib/tslib.es6.js', 'tslib'],
    ['core/ride.ts', ownCode],
  ])('of %s is %s', (file, name) => {
    expect(packageOf(file)).toBe(name);
  });
});

it('adds up what a bundle is made of, the largest package first', () => {
  const parts = partsOf({
    'core/ride.ts': { bytesInOutput: 5 },
    'node_modules/zod/a.js': { bytesInOutput: 4 },
    'node_modules/zod/b.js': { bytesInOutput: 3 },
  });
  expect(parts).toEqual([
    { name: 'zod', bytes: 7 },
    { name: ownCode, bytes: 5 },
  ]);
});

describe('the tables', () => {
  const figures = [
    { name: 'slim', bytes: 450_000, importMs: [60, 40, 30], parts: [{ name: 'zod', bytes: 31_400 }] },
    { name: 'fat', bytes: 450_001, importMs: [40.1, 40.1, 99], parts: [] },
    { name: 'api', bytes: 500_000, importMs: [40], parts: [] },
  ];

  it('hold sizes and medians against their targets', () => {
    expect(importTable(figures).rows).toEqual([
      ['slim', 450, 'met', 40, 60, 'met'],
      ['fat', 450, 'missed', 40.1, 99, 'missed'],
      ['api', 500, 'met', 40, 40, 'met'],
    ]);
  });

  it('list what is in a bundle, where that is known', () => {
    expect(contentsTable(figures).rows).toEqual([['slim', 'zod 31']]);
  });
});
