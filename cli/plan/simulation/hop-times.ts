import { branches } from '../../../core/branches.ts';
import type { Percentiles } from '../../percentiles.ts';
import type { Measured } from '../measured.ts';
import { always, type Spread } from './spread.ts';

/** The durations of a ride's hops without contention: each is the sum of several calls. */
export interface HopTimes {
  /** From the rider to the API's function. */
  readonly gateway: readonly Spread[];
  /** The API's function: the rider's quota, the deadline, the record, until the publication is accepted. */
  readonly accept: readonly Spread[];
  /** From the topic to a branch's queue. */
  readonly fanOut: readonly Spread[];
  /** From a queue to an invocation. */
  readonly poller: readonly Spread[];
  /** A branch's own work, apart from the service that it calls, by its name. */
  readonly work: Readonly<Record<string, readonly Spread[]>>;
  /** From a branch's answer to the queue of the aggregator. */
  readonly answer: readonly Spread[];
  /** From that queue to an invocation. */
  readonly wakeUp: readonly Spread[];
  /** The aggregator's invocation, until the outcome is dated. */
  readonly decide: readonly Spread[];
  /** From the outcome to the rider's answer. */
  readonly tell: readonly Spread[];
  /** Whether a rider's waiting call polls for the outcome; otherwise that time is in `tell`. */
  readonly looks: boolean;
}

const points = (...all: readonly (readonly [share: number, ms: number])[]): Spread => ({ points: all });

/** https://bitesizedserverless.com/bite/serverless-messaging-latency-compared/: SQS standard → Lambda, eu-west-1, 1,024 messages, 2022. */
const queueToFunction = points([0.1, 13.7], [0.5, 16.2], [0.9, 33.8], [0.99, 105]);

/** The same source: what SNS adds before a queue is SNS FIFO → SQS FIFO → Lambda less SQS FIFO → Lambda; the tail is assumed. */
const topicToQueue = points([0.1, 10.9], [0.5, 12], [0.99, 50]);

/** "Single-digit millisecond": https://aws.amazon.com/dynamodb/. The exact value is assumed. */
const item = points([0.5, 4], [0.99, 9.5]);

/** Assumed: not published. */
const gateway = points([0.5, 12], [0.99, 40]);
const sendToQueue = points([0.5, 8], [0.99, 40]);
const publishToTopic = points([0.5, 12], [0.99, 50]);

/** Assumed: how much a function's work varies around the measured mean. */
const sigma = 0.3;

/** On AWS: with published latencies, and work as `npm run cost` has timed it. */
export function hopTimesOnAws({ times }: Measured): HopTimes {
  const work = Object.values(branches).map(({ name, simulatedMs }) => [
    name,
    [{ meanMs: Math.max(1, (times.ride[name] ?? 0) - simulatedMs), sigma }],
  ]);
  return {
    gateway: [gateway],
    accept: [item, sendToQueue, item, publishToTopic],
    fanOut: [topicToQueue],
    poller: [queueToFunction],
    work: Object.fromEntries(work),
    answer: [item, sendToQueue],
    wakeUp: [queueToFunction],
    decide: [{ meanMs: times.ride.aggregator ?? 0, sigma }],
    tell: [item, gateway],
    looks: true,
  };
}

/** The hops of `bench:latency`, as bench/latency/hops.ts names them. */
export type MeasuredHops = Readonly<
  Record<'gateway' | 'accept' | 'fan-out' | 'poller' | 'branch' | 'gather' | 'wait', Percentiles>
>;

/** Hops as `bench:latency` has measured them, on the path of the slowest branch: what others add is in `gather`. */
export function hopTimesOf(hops: MeasuredHops): HopTimes {
  const [slowest] = Object.values(branches).sort((one, other) => other.simulatedMs - one.simulatedMs);
  const spread = ({ p50, p95, p99 }: Percentiles) => [points([0.5, p50], [0.95, p95], [0.99, p99])];
  return {
    gateway: spread(hops.gateway),
    accept: spread(hops.accept),
    fanOut: spread(hops['fan-out']),
    poller: spread(hops.poller),
    work: { [slowest?.name ?? '']: spread(hops.branch) },
    answer: [always(0)],
    wakeUp: [always(0)],
    decide: spread(hops.gather),
    tell: spread(hops.wait),
    looks: false,
  };
}
