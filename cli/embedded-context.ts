import { availableParallelism } from 'node:os';
import { processorSpeed } from '../local/index.ts';

/**
 * The context of a stack for the embedded cloud: with simulation, with its rules checked elsewhere, and with a quota that
 * lets a rider request rides as fast as a test or a measurement does.
 */
export const embeddedContext = { target: 'embedded', simulation: 'on', nag: 'off', ridesPerMinute: '10000' } as const;

/** The same, with as many rides admitted to an idle service as this machine can process in time. */
export const contextOfMachine = async () => ({
  ...embeddedContext,
  burst: String(burstOf(await processorSpeed(), availableParallelism())),
});

/**
 * What two processors of an AMD EPYC, on which this speed is 49, process in half of a deadline of 20 s: 64 rides a second
 * (`bench:flood`). At most four processors are used: the tables and the queues have one thread each.
 */
const ridesPerSpeed = (64 * 10) / (49 * 2);
const mostProcessors = 4;

/** A demonstration requests rides by the hundred, which must not be refused, however slow the machine. */
const leastBurst = 300;

/** @param speed as returned by `processorSpeed` */
export const burstOf = (speed: number, processors: number): number =>
  Math.max(leastBurst, Math.round(ridesPerSpeed * speed * Math.min(processors, mostProcessors)));
