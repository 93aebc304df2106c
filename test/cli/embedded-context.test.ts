import { expect, it } from 'vitest';
import { burstOf, contextOfMachine, embeddedContext } from '../../cli/embedded-context.ts';
import { readContext } from '../../lib/read-context.ts';

it('a machine that is twice as quick, or has twice as many processors, is given twice the burst', () => {
  expect(burstOf(49, 2)).toBe(640);
  expect(burstOf(98, 2)).toBe(1_280);
  expect(burstOf(49, 4)).toBe(1_280);
});

it('more processors than are used make no difference', () => {
  expect(burstOf(49, 64)).toBe(burstOf(49, 4));
});

it('a slow machine is given what a demonstration needs', () => {
  expect(burstOf(1, 1)).toBe(300);
});

it('the context of this machine has a burst, and is one that the stack takes', async () => {
  const { burst, ...others } = await contextOfMachine();
  expect(others).toEqual(embeddedContext);
  expect(Number(burst)).toBeGreaterThanOrEqual(300);
  expect(readContext({ ...others, burst }).settings.burst).toBe(Number(burst));
});
