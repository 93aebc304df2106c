import { availableParallelism } from 'node:os';
import { processorSpeed } from '../local/index.ts';

/**
 * The context of a stack for the embedded cloud: it simulates, its rules are checked elsewhere, and a rider may ask for
 * rides as fast as a test or a measurement does.
 */
export const embeddedContext = { target: 'embedded', simulation: 'on', nag: 'off', ridesPerMinute: '10000' } as const;

/** The same, with as many rides admitted to an idle service as this machine works off in time. */
export const contextOfMachine = async () => ({
  ...embeddedContext,
  burst: String(burstOf(await processorSpeed(), availableParallelism())),
});

/**
 * What two processors of an AMD EPYC of 2017, on which this speed is 34, work off in half of a deadline of 20 s: 39 rides a
 * second (`bench:flood`). More than four processors are not used: the tables and the queues have a thread each.
 */
const ridesPerSpeed = (39 * 10) / (34 * 2);
const mostProcessors = 4;

/** Riders come by the hundred in a demonstration, and are not to be turned away then, however slow the machine. */
const leastBurst = 300;

/** @param speed as `processorSpeed` has it */
export const burstOf = (speed: number, processors: number): number =>
  Math.max(leastBurst, Math.round(ridesPerSpeed * speed * Math.min(processors, mostProcessors)));
