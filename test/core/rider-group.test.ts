import { describe, expect, it } from 'vitest';
import { riderGroup } from '../../core/rider-group.ts';

describe("a rider's message group", () => {
  it('is the same for the same rider, and another for another', () => {
    expect(riderGroup('rider-1')).toBe(riderGroup('rider-1'));
    expect(riderGroup('rider-1')).not.toBe(riderGroup('rider-2'));
  });

  it('is short enough for SNS and SQS, however long the id is, and does not show it', () => {
    expect(riderGroup('r')).toMatch(/^[0-9a-f]{32}$/);
    expect(riderGroup('r'.repeat(255))).toMatch(/^[0-9a-f]{32}$/);
  });
});
