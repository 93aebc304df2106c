import * as z from 'zod/mini';

/**
 * What a request simulates for a branch on a stack with simulation on: a delay in milliseconds instead of its usual one, and
 * a fault. `exception` throws, `timeout` hangs until the function's time-out, `crash` ends the process, `reject` is a
 * business refusal. A fault occurs on the first `times` attempts, on every one when `times` is absent.
 */
export const simulatedBranchSchema = z.strictObject({
  delayMs: z.optional(z.int().check(z.minimum(0), z.maximum(60_000))),
  fault: z.optional(z.enum(['exception', 'timeout', 'crash', 'reject'])),
  times: z.optional(z.int().check(z.minimum(1), z.maximum(1_000))),
});

export type SimulatedBranch = z.infer<typeof simulatedBranchSchema>;

/** zod's records skip a key that would be the result's prototype. Here it is treated like any other field. */
const noPrototypeSchema = z.unknown().check(({ value, issues }) => {
  const isNamed = typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');
  if (isNamed) issues.push({ code: 'unrecognized_keys', keys: ['__proto__'], input: value as Record<string, unknown> });
});

/** By branch name. Which branches exist depends on the stack; the length limit exceeds all names. */
export const simulateSchema = z.pipe(
  noPrototypeSchema,
  z.record(z.string().check(z.maxLength(64)), simulatedBranchSchema),
);

export type Simulate = z.infer<typeof simulateSchema>;
