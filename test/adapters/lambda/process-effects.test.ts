import { expect, it } from 'vitest';
import { randomHex } from '../../../adapters/lambda/process-effects.ts';

it('random bytes are not given out twice, however many are asked for', () => {
  const drawn = Array.from({ length: 2_000 }, (_, each) => randomHex(each % 2 === 0 ? 16 : 8));
  expect(drawn.filter((hex) => !/^([0-9a-f]{16}){1,2}$/.test(hex))).toEqual([]);
  const parts = drawn.flatMap((hex) => hex.match(/.{16}/g));
  expect(new Set(parts).size).toBe(parts.length);
});
