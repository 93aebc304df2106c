import type * as z from 'zod/mini';
import type { BranchView } from './messages.ts';
import type { Access, ServiceName, StoreName } from './names.ts';
import { driverMatchSchema, etaSchema, fareSchema, paymentSchema } from './results.ts';

/** One question about every ride, answered by the function of the same name. */
export interface BranchDefinition<Result = unknown> {
  /** Also the folder of its handler: `functions/<name>/handler.ts`. */
  readonly name: string;
  /** Whether a ride can be confirmed without it. */
  readonly need: Need;
  /** The function's time-out; its queue's visibility timeout follows from it. */
  readonly timeoutSeconds: number;
  /** How long the branch takes on a stack with simulation on, unless the request sets another delay. */
  readonly simulatedMs: number;
  /** The stores that its function uses; its permissions follow from them. */
  readonly stores: Partial<Record<StoreName, Access>>;
  /** The services that its function uses; its permissions follow from them too. */
  readonly services?: readonly ServiceName[];
  readonly result: z.ZodMiniType<Result>;
}

/** A ride is confirmed only when every `required` branch has answered ok; an `optional` one may be missing at the deadline. */
export type Need = BranchView['need'];

/**
 * How long a ride waits for optional branches once all required branches have answered ok. A rider whose driver and fare are
 * known should not wait for the deadline because the time to pickup is missing.
 */
export const optionalPatienceSeconds = 2;

/** The registry: stack, functions and tests are derived from it. docs/guide/extend.md explains how to add a branch. */
export const branches = {
  'driver-matching': {
    name: 'driver-matching',
    need: 'required',
    timeoutSeconds: 3,
    simulatedMs: 300,
    stores: { drivers: 'lease' },
    result: driverMatchSchema,
  },
  eta: {
    name: 'eta',
    need: 'optional',
    timeoutSeconds: 3,
    simulatedMs: 150,
    stores: { drivers: 'read' },
    services: ['routing'],
    result: etaSchema,
  },
  pricing: {
    name: 'pricing',
    need: 'required',
    timeoutSeconds: 3,
    simulatedMs: 200,
    stores: { drivers: 'read', demand: 'add' },
    result: fareSchema,
  },
  'payment-check': {
    name: 'payment-check',
    need: 'required',
    timeoutSeconds: 3,
    simulatedMs: 100,
    stores: {},
    services: ['payments'],
    result: paymentSchema,
  },
} as const satisfies Registry;

/** Branches by name. */
export type Registry = Readonly<Record<string, BranchDefinition>>;
