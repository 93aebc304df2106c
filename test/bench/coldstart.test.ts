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
    { name: 'slim', bytes: 650_000, importMs: [60, 50, 40], parts: [{ name: 'zod', bytes: 31_400 }] },
    { name: 'fat', bytes: 650_001, importMs: [50.1, 50.1, 99], parts: [] },
  ];

  it('hold sizes and medians against their targets', () => {
    expect(importTable(figures).rows).toEqual([
      ['slim', 650, 'met', 50, 60, 'met'],
      ['fat', 650, 'missed', 50.1, 99, 'missed'],
    ]);
  });

  it('list what is in a bundle, where that is known', () => {
    expect(contentsTable(figures).rows).toEqual([['slim', 'zod 31']]);
  });
});
