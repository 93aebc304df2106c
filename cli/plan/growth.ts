/** How an event source mapping of a standard queue scales, by AWS's documentation. */
export interface Mapping {
  /** Concurrent invocations of an idle mapping at first. */
  readonly start: number;
  /** Concurrent invocations added a minute, while messages wait. */
  readonly perMinute: number;
  /** The most concurrent invocations. */
  readonly most: number;
}

const startOfIdle = 5;

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html; CloudFormation allows no larger MaximumConcurrency. */
export const standardMapping: Mapping = { start: startOfIdle, perMinute: 300, most: 1_000 };

/** With provisioned pollers, two at least, of ten invocations each. https://aws.amazon.com/about-aws/whats-new/2025/11/aws-lambda-provisioned-mode-sqs-esm/ */
export const provisionedMapping: Mapping = { start: 20, perMinute: 1_000, most: 20_000 };

/** The most messages in an invocation, as lib/queue-consumer.ts sets it. */
export const batchSize = 10;

/** How a queue behaves when load sets in suddenly. */
export interface Rampup {
  /** Seconds until messages are taken as fast as they arrive; absent if never. */
  readonly keepsUpAfterSeconds?: number;
  /** Seconds until there is an invocation for each message; absent if never. */
  readonly grownAfterSeconds?: number;
  /** The largest backlog, reached when it begins to keep up; absent if it grows without end. */
  readonly mostWaiting?: number;
  /** How long the last message of this backlog waits, in seconds. */
  readonly longestWaitSeconds?: number;
  /** Seconds until the backlog is gone; absent if it grows without end. */
  readonly drainedAfterSeconds?: number;
}

/**
 * How an idle mapping scales to a load, by a linear model: invocations grow evenly, and each takes full batches while
 * messages wait.
 *
 * @param perSecond messages that arrive from now on
 * @param ms how long an invocation takes, with one message as with ten
 */
export function rampUp(mapping: Mapping, perSecond: number, ms: number): Rampup {
  const grows = mapping.perMinute / 60;
  const takes = batchSize / (ms / 1000);
  const single = (perSecond * ms) / 1000;
  const full = perSecond / takes;
  const grownAfterSeconds = single <= mapping.most ? { grownAfterSeconds: secondsUntil(single, mapping) } : {};
  if (full >= mapping.most) return grownAfterSeconds;
  const keepsUp = secondsUntil(full, mapping);
  const mostWaiting = (takes * grows * keepsUp ** 2) / 2;
  // The backlog shrinks as it grew, by symmetry, unless scaling ends before that.
  const growsOn = Math.min(keepsUp, secondsUntil(mapping.most, mapping) - keepsUp);
  const left = mostWaiting - (takes * grows * growsOn ** 2) / 2;
  const drains = growsOn + (left > 1e-9 ? left / (takes * (mapping.most - full)) : 0);
  return {
    keepsUpAfterSeconds: keepsUp,
    ...grownAfterSeconds,
    mostWaiting,
    longestWaitSeconds: mostWaiting / perSecond,
    drainedAfterSeconds: keepsUp + drains,
  };
}

const secondsUntil = (invocations: number, { start, perMinute }: Mapping): number =>
  Math.max(0, (invocations - start) / (perMinute / 60));
