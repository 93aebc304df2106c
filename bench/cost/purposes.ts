import type { Service } from '../../cli/plan/prices.ts';
import { kindOf } from './names.ts';

/** A request to a service, its function, and its resource. */
export interface Request {
  readonly service: Service;
  /** The function that makes it, or for which it is made. */
  readonly by: string;
  /** The service's name of the operation. */
  readonly operation: string;
  /** The table, topic, queue or route; an index after its table and a dot. */
  readonly of: string;
  /** The body as sent. */
  readonly body: string;
}

/** The purpose of a request. */
export interface Purpose {
  readonly service: Service;
  /** A prefix of the operation's name, with or without `Batch` before it: the batch form of a call has the same purpose. */
  readonly operation: string;
  /** A function, or all functions of a kind, which then count as one. */
  readonly by: string;
  readonly of?: string;
  /** A pattern in the body, where that makes a difference. */
  readonly says?: RegExp;
  readonly buys: string;
}

/** The additional requests of a waiting call. */
export const waitRead = 'the wait: a look whether the outcome is there';

const lane = (by: string, what: string): readonly Purpose[] => [
  { service: 'Lambda', operation: 'Invoke', by, buys: `${what}: a batch at a time` },
  { service: 'SQS', operation: 'ReceiveMessage', by, buys: `brings ${what}, up to ten at a time` },
  { service: 'SQS', operation: 'DeleteMessageBatch', by, buys: 'done: what is not deleted comes again' },
  { service: 'SQS', operation: 'ChangeMessageVisibility', by, buys: 'when a failed message is tried again' },
];

/** The first match applies. */
const purposes: readonly Purpose[] = [
  { service: 'API Gateway', operation: 'POST', by: 'api', buys: 'the door: TLS, throttle, errors in one shape' },
  { service: 'Lambda', operation: 'Invoke', by: 'api', buys: 'answers the call, and waits where the caller does' },
  ...lane('branches', 'the question to a branch'),
  ...lane('aggregator', 'wake-ups and settle messages'),
  ...lane('deadline', 'deadlines'),
  ...lane('subscribers', 'the event to a subscriber'),
  {
    service: 'SQS',
    operation: 'SendMessage',
    by: 'api',
    says: /\\"kind\\":\\"deadline\\"/,
    buys: 'the deadline, sent first: every ride ends, whatever dies',
  },
  {
    service: 'SQS',
    operation: 'SendMessage',
    by: 'api',
    says: /\\"kind\\":\\"settle\\"/,
    buys: 'a settle message, sent first: the end is announced, whatever dies',
  },
  {
    service: 'SQS',
    operation: 'SendMessage',
    by: 'branches',
    says: /\\"kind\\":\\"wake-up\\"/,
    buys: 'the wake-up: the ride can be decided',
  },
  {
    service: 'SQS',
    operation: 'SendMessage',
    by: 'branches',
    buys: 'an answer that could not be written, or was not the first',
  },
  { service: 'SQS', operation: 'SendMessage', by: 'aggregator', buys: 'a message that came early goes back' },
  {
    service: 'SNS',
    operation: 'Publish',
    by: 'api',
    of: 'ride-requested',
    buys: 'the question, to every branch at once',
  },
  { service: 'SNS', operation: 'Publish', by: 'aggregator', buys: 'what became of the ride, to all who listen' },
  {
    service: 'DynamoDB',
    operation: 'PutItem',
    by: 'api',
    of: 'rides',
    buys: "the ride's record, once for an idempotency key",
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'api',
    of: 'quotas',
    buys: "the rider's limit: nobody asks for all rides",
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'api',
    of: 'load',
    buys: 'admission: how many rides are under way, once a second at most while they are few',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'aggregator',
    of: 'load',
    buys: 'admission: which rides have left, once a second at most or 25 at once',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'api',
    of: 'rides',
    says: /publishedAt/,
    buys: 'the mark that it was published: a replay need not publish again',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'api',
    of: 'rides',
    buys: 'the end, once: written on condition of the state before',
  },
  {
    service: 'DynamoDB',
    operation: 'GetItem',
    by: 'api',
    of: 'rides',
    says: /"ConsistentRead":true/,
    buys: "the ride, and whether it is the caller's",
  },
  { service: 'DynamoDB', operation: 'GetItem', by: 'api', of: 'rides', buys: waitRead },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'driver-matching',
    of: 'drivers',
    says: /"REMOVE availableIn"/,
    buys: 'a driver who has not reported lately leaves the index: no other search finds them',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'driver-matching',
    of: 'drivers',
    buys: 'the lease: no two rides get one driver',
  },
  {
    service: 'DynamoDB',
    operation: 'BatchGetItem',
    by: 'driver-matching',
    of: 'drivers',
    buys: 'who of the drivers found is still free, after a lease that was refused',
  },
  {
    service: 'DynamoDB',
    operation: 'Query',
    by: 'driver-matching',
    of: 'drivers.available',
    buys: 'the nearest drivers',
  },
  {
    service: 'DynamoDB',
    operation: 'Query',
    by: 'eta',
    of: 'drivers.available',
    buys: 'how soon a driver could be there',
  },
  {
    service: 'DynamoDB',
    operation: 'Query',
    by: 'pricing',
    of: 'drivers.available',
    buys: 'the supply at the pickup, for the surge',
  },
  { service: 'DynamoDB', operation: 'PutItem', by: 'pricing', of: 'demand', buys: 'this ride as demand, counted once' },
  {
    service: 'DynamoDB',
    operation: 'BatchWriteItem',
    by: 'pricing',
    of: 'demand',
    buys: 'the rides of a batch as demand, each counted once',
  },
  {
    service: 'DynamoDB',
    operation: 'Query',
    by: 'pricing',
    of: 'demand',
    buys: 'the demand at the pickup, for the surge',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'branches',
    of: 'rides',
    buys: "keeps the branch's answer: its first counts, whatever comes again",
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'aggregator',
    of: 'rides',
    says: /DELETE pending/,
    buys: 'records answers that came as messages',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'aggregator',
    of: 'rides',
    buys: 'the outcome, once: written on condition of what was seen',
  },
  {
    service: 'DynamoDB',
    operation: 'UpdateItem',
    by: 'aggregator',
    of: 'drivers',
    buys: 'the hold: a confirmed ride keeps its driver, and searches pass by',
  },
  {
    service: 'DynamoDB',
    operation: 'GetItem',
    by: 'aggregator',
    of: 'rides',
    buys: 'the ride, as a wake-up or settle message finds it',
  },
  {
    service: 'DynamoDB',
    operation: 'GetItem',
    by: 'deadline',
    of: 'rides',
    buys: 'the ride, as its deadline finds it',
  },
  {
    service: 'DynamoDB',
    operation: 'GetItem',
    by: 'subscribers',
    of: 'rides',
    buys: 'whether the rider wants a webhook or a receipt',
  },
  { service: 'DynamoDB', operation: 'UpdateItem', by: 'release-driver', of: 'drivers', buys: 'frees the driver' },
];

/** Visible in the report until a purpose is added. */
const unnamed = 'NOT NAMED YET in bench/cost/purposes.ts';

/** The heading under which a request is counted, and its purpose. */
export function purposeOf(request: Request): Pick<Purpose, 'by' | 'buys'> {
  const { by, buys } = purposes.find((purpose) => isFor(purpose, request)) ?? { by: request.by, buys: unnamed };
  return { by, buys };
}

function isFor(purpose: Purpose, { service, operation, by, of, body }: Request): boolean {
  return (
    purpose.service === service &&
    [operation, operation.replace(/^Batch/, '')].some((name) => name.startsWith(purpose.operation)) &&
    (purpose.by === by || purpose.by === kindOf(by)) &&
    (purpose.of ?? of) === of &&
    (purpose.says?.test(body) ?? true)
  );
}
