import { describe, expect, it } from 'vitest';
import { chunksOf, type Item, indexWriteUnits, itemBytes, tableWriteUnits } from '../../bench/cost/request-units.ts';

const ofBytes = (bytes: number): Item => ({ id: { S: 'x'.repeat(bytes - 2) } });

describe("an item's size", () => {
  it('is that of its names and values', () => {
    expect(itemBytes({ id: { S: 'ride' } })).toBe(2 + 4);
    expect(itemBytes({ é: { S: '€' } })).toBe(2 + 3);
    expect(itemBytes({ n: { N: '-12.5' } })).toBe(1 + 3);
    expect(itemBytes({ n: { N: '1000' } })).toBe(1 + 2);
    expect(itemBytes({ n: { N: '0' } })).toBe(1 + 1);
    expect(itemBytes({ yes: { BOOL: true }, none: { NULL: true } })).toBe(3 + 1 + 4 + 1);
    expect(itemBytes({ set: { SS: ['eta', 'pricing'] } })).toBe(3 + 10);
  });

  it('has some bytes for lists and maps', () => {
    expect(itemBytes({ l: { L: [{ S: 'ab' }, { S: 'c' }] } })).toBe(1 + 3 + (1 + 2) + (1 + 1));
    expect(itemBytes({ m: { M: { a: { S: 'bc' } } } })).toBe(1 + 3 + 1 + (1 + 2));
  });

  it('is not guessed for types that are not used', () => {
    expect(() => itemBytes({ b: { B: 'AAEC' } })).toThrow('type B');
  });
});

describe('a write to a table', () => {
  it('takes a unit for each KB, before or after, whichever is more', () => {
    expect(tableWriteUnits(undefined, ofBytes(1_024))).toBe(1);
    expect(tableWriteUnits(undefined, ofBytes(1_025))).toBe(2);
    expect(tableWriteUnits(ofBytes(3_000), ofBytes(100))).toBe(3);
  });

  it('takes one when it was refused and nothing is there', () => {
    expect(tableWriteUnits(undefined, undefined)).toBe(1);
  });
});

describe('a write to an index', () => {
  const index = { partitionKey: 'cell', sortKey: 'place', attributes: ['heldBy'] };
  const driver: Item = { id: { S: 'd1' }, cell: { S: 'c1' }, place: { S: 'p1' } };

  it('takes nothing when its entry stays as it was', () => {
    expect(indexWriteUnits(driver, driver, index)).toBe(0);
    expect(indexWriteUnits(driver, { ...driver, seenAt: { S: 'now' } }, index)).toBe(0);
    expect(indexWriteUnits({ id: { S: 'd1' } }, { id: { S: 'd1' }, heldBy: { S: 'r1' } }, index)).toBe(0);
  });

  it('takes one to put, change or remove an entry', () => {
    const { place, ...outside } = driver;
    expect(indexWriteUnits(undefined, driver, index)).toBe(1);
    expect(indexWriteUnits(driver, { ...driver, heldBy: { S: 'r1' } }, index)).toBe(1);
    expect(indexWriteUnits(driver, outside, index)).toBe(1);
  });

  it('takes two to move one', () => {
    expect(indexWriteUnits(driver, { ...driver, cell: { S: 'c2' } }, index)).toBe(2);
    expect(indexWriteUnits(driver, { ...driver, place: { S: 'p2' } }, index)).toBe(2);
  });

  it('takes one to put an entry of keys only, and nothing after that', () => {
    expect(indexWriteUnits(undefined, driver, { partitionKey: 'cell' })).toBe(1);
    expect(indexWriteUnits(driver, { ...driver, seenAt: { S: 'now' } }, { partitionKey: 'cell' })).toBe(0);
  });
});

describe('a message', () => {
  it('is one request for each 64 KB', () => {
    expect(chunksOf('')).toBe(1);
    expect(chunksOf('x'.repeat(65_536))).toBe(1);
    expect(chunksOf('x'.repeat(65_537))).toBe(2);
  });
});
