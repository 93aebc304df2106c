import { usageOf } from './bills.ts';
import type { FunctionPlan } from './functions.ts';
import type { Count, Counted, Measured } from './measured.ts';
import type { Question } from './question.ts';
import type { Usage } from './usage.ts';

/**
 * The requests of one ride at the planned batch size. They were counted with batches of one and on busy queues. A count per
 * ride is linear in 1/batch, so a line through both gives it for any other batch size. A rider's own requests depend on
 * whether riders wait.
 */
export function requestsOfRide(
  { quiet, busy }: Pick<Measured, 'quiet' | 'busy'>,
  functions: readonly FunctionPlan[],
  { secondsWaiting }: Pick<Question, 'secondsWaiting'>,
): Count[] {
  const [single, full] = [perRide(quiet), perRide(busy)];
  return [...new Set([...single.keys(), ...full.keys()])].map((kind) => {
    const count = single.get(kind) ?? full.get(kind);
    if (count === undefined) throw new Error(`${kind} was not counted.`);
    const one = single.get(kind) ?? none(count);
    const many = full.get(kind) ?? none(count);
    if (count.by === 'api') return secondsWaiting === 0 ? many : one;
    const planned = functions.find(({ name }) => name === count.by)?.queue?.batch ?? 1;
    return between(one, many, shareOfSingle(planned, batchIn(busy, count.by)));
  });
}

/** The requests of one completion. */
export const requestsOfCompletion = ({ completion }: Pick<Measured, 'completion'>): Count[] => [
  ...perRide(completion).values(),
];

/** 1 for batches of one, 0 for batches as counted on busy queues, negative for larger ones. */
const shareOfSingle = (planned: number, counted: number): number =>
  counted <= 1 ? 1 : (1 / planned - 1 / counted) / (1 - 1 / counted);

/** Messages of an invocation, on average. */
function batchIn({ counts }: Counted, functionName: string): number {
  const invocations = counts.filter(({ service, by }) => service === 'Lambda' && by === functionName);
  const sumOf = (valueIn: (count: Count) => number) => invocations.reduce((sum, count) => sum + valueIn(count), 0);
  return sumOf(({ messages }) => messages) / sumOf(({ requests }) => requests) || 1;
}

function perRide({ rides, counts }: Counted): Map<string, Count> {
  const kinds = new Map<string, Count>();
  for (const count of counts) {
    const kind = JSON.stringify([count.service, count.operation, count.by, count.of]);
    kinds.set(
      kind,
      combined(kinds.get(kind) ?? none(count), count, (sum, value) => sum + value / rides),
    );
  }
  return kinds;
}

const none = (count: Count): Count => ({ ...count, requests: 0, messages: 0, readUnits: 0, writeUnits: 0 });

const between = (one: Count, many: Count, share: number): Count =>
  combined(one, many, (single, full) => Math.max(0, full + share * (single - full)));

const combined = (one: Count, other: Count, how: (one: number, other: number) => number): Count => ({
  ...one,
  requests: how(one.requests, other.requests),
  messages: how(one.messages, other.messages),
  readUnits: how(one.readUnits, other.readUnits),
  writeUnits: how(one.writeUnits, other.writeUnits),
});

/** The sum of a value over the matching counts. */
export const totalOf = (
  counts: readonly Count[],
  value: 'requests' | 'messages' | 'readUnits' | 'writeUnits',
  fits: (count: Count) => boolean,
): number => counts.reduce((sum, count) => (fits(count) ? sum + count[value] : sum), 0);

/**
 * The usage of a driver's report. It is assumed, not counted: a call, an invocation as long as that of a completion, and a
 * write of the driver's item, which is in no index while a ride has the driver.
 */
export const usageOfReport = ({ times }: Measured): Usage =>
  usageOf(
    [
      { service: 'API Gateway', by: 'api', requests: 1, readUnits: 0, writeUnits: 0 },
      { service: 'Lambda', by: 'api', requests: 1, readUnits: 0, writeUnits: 0 },
      { service: 'DynamoDB', by: 'api', requests: 1, readUnits: 0, writeUnits: 1 },
    ],
    1,
    () => times.completing,
  );
