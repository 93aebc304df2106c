import { describe, expect, it } from 'vitest';
import type { Asked } from '../../bench/latency/flow.ts';
import { confirmedOf, refusalsOf, TooManyRefusedError } from '../../bench/latency/refusals.ts';

const confirmed: Asked = { sentAt: 0, answeredAt: 300, wallMs: 300, status: 200 };
const refused = (refusal: string): Asked => ({ ...confirmed, refusal });
const rides = (good: number, ...refusals: string[]) => [
  ...Array.from({ length: good }, () => confirmed),
  ...refusals.map(refused),
];

describe('rides that were not confirmed', () => {
  it('are left out when they are few', () => {
    expect(confirmedOf(rides(19, '503 deadline_passed'), 'here')).toHaveLength(19);
  });

  it('are an error when they are more than one in twenty', () => {
    expect(() => confirmedOf(rides(18, '503 deadline_passed'), 'parallel')).toThrow(TooManyRefusedError);
  });

  it('are counted by their reasons', () => {
    const asked = rides(1, 'expired', '500 failed', 'expired');
    expect(refusalsOf(asked)).toBe('3 of 4 rides were not confirmed (2 expired, 1 500 failed)');
  });
});
