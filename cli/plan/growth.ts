/** How an event source mapping of a standard queue grows, by AWS's documentation. */
export interface Mapping {
  /** Invocations at once that an idle one begins with. */
  readonly start: number;
  /** So many more a minute, as long as messages wait. */
  readonly perMinute: number;
  /** At most so many at once. */
  readonly most: number;
}

const startOfIdle = 5;

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html; CloudFormation allows no larger MaximumConcurrency. */
export const standardMapping: Mapping = { start: startOfIdle, perMinute: 300, most: 1_000 };

/** With provisioned pollers, two at least, of ten invocations each. https://aws.amazon.com/about-aws/whats-new/2025/11/aws-lambda-provisioned-mode-sqs-esm/ */
export const provisionedMapping: Mapping = { start: 20, perMinute: 1_000, most: 20_000 };

/** Messages that an invocation gets at most: lib/queue-consumer.ts says so. */
export const batchSize = 10;

/** What a queue goes through whose messages begin to come all at once. */
export interface Rampup {
  /** Seconds until as many messages are taken as come; none where that is never so. */
  readonly keepsUpAfterSeconds?: number;
  /** Seconds until there is an invocation for each message; none where that is never so. */
  readonly grownAfterSeconds?: number;
  /** Messages that wait when it keeps up: the most there are; none where they become ever more. */
  readonly mostWaiting?: number;
  /** How long the last of these waits, in seconds. */
  readonly longestWaitSeconds?: number;
  /** Seconds until none waits any more; none where they become ever more. */
  readonly drainedAfterSeconds?: number;
}

/**
 * How an idle mapping grows into a load, in straight lines: invocations grow evenly, and each takes full batches while
 * messages wait.
 *
 * @param perSecond messages that come from now on
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
  // What waits is worked off as it has come about, unless growth ends before that.
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
