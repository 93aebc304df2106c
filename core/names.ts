/** The tables, by store name: their keys and the environment variable that tells a function the table's name. */
export const stores = {
  /** One item per ride: the request, the branches' results and the outcome. The index lists each rider's rides. */
  rides: {
    environment: 'RIDES_TABLE',
    partitionKey: 'rideId',
    // What a list shows and no more: most writes of a ride change none of it, and cost nothing here.
    index: {
      name: 'byRider',
      partitionKey: 'riderId',
      sortKey: 'requestedAt',
      attributes: ['flow', 'status', 'completedAt'],
    },
  },
  /** One item per driver. The index holds only those who are free: on shift, and neither leased nor held. */
  drivers: {
    environment: 'DRIVERS_TABLE',
    partitionKey: 'driverId',
    index: {
      name: 'available',
      partitionKey: 'availableIn',
      sortKey: 'place',
      // No time of a report: the report of a driver who stands still is one write of the item, and none of the index.
      attributes: ['position', 'heldBy', 'leaseUntil'],
    },
  },
  /** One item per ride and area: the demand that surge is computed from. */
  demand: { environment: 'DEMAND_TABLE', partitionKey: 'area', sortKey: 'requested' },
  /** One item per ride whose receipt was sent, or is being sent. */
  receipts: { environment: 'RECEIPTS_TABLE', partitionKey: 'rideId' },
  /** One item per rider and minute: how many rides the rider has asked for in it. */
  quotas: { environment: 'QUOTAS_TABLE', partitionKey: 'riderId', sortKey: 'window' },
  /** One item: how many rides were accepted, have left and ended well, by slot of time. */
  load: { environment: 'LOAD_TABLE', partitionKey: 'counted' },
  /** One item per rider or host and window of time: how many places their webhooks that fail have taken. */
  webhooks: { environment: 'WEBHOOKS_TABLE', partitionKey: 'holder', sortKey: 'window' },
} as const satisfies Record<string, StoreDefinition>;

export type StoreName = keyof typeof stores;

/**
 * `read`: get and query. `write`: read, put and update. `lease`: read several at once, and update. `count`: update alone.
 * `add`: put one or several, and query. Of these, lib/stores.ts allows on a store what is done with it.
 * `answer`: update no attributes but those that a branch's answer is kept in, and see no others.
 */
export type Access = 'read' | 'write' | 'lease' | 'count' | 'add' | 'answer';

/** The shape of a table, as infrastructure and adapters both need it. */
export interface StoreDefinition {
  readonly environment: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly index?: {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string;
    /** What it shows beside the keys. */
    readonly attributes: readonly string[];
  };
}

/** The attributes of a ride that a branch may name when it writes its answer. */
export const answerAttributes = ['rideId', 'requestedAt', 'results', 'pending'] as const;

/** The attribute (epoch seconds) after which DynamoDB removes an item of any of the tables. */
export const ttlAttribute = 'expiresAt';

/** Environment variables other than the tables' own. */
export const variables = {
  /** ARN of the topic that carries ride requests to the branches. */
  rideRequestedTopic: 'RIDE_REQUESTED_TOPIC',
  /** ARN of the topic that carries what became of rides. */
  rideEventsTopic: 'RIDE_EVENTS_TOPIC',
  /** URL of the queue that says which rides can be decided. */
  branchResultsQueue: 'BRANCH_RESULTS_QUEUE',
  /** URL of the queue that ends rides at their deadline. */
  deadlinesQueue: 'DEADLINES_QUEUE',
  /** URL of the dead-letter queue of a queue without a redrive policy. */
  deadLetterQueue: 'DEAD_LETTER_QUEUE',
  /** JSON object, branch name to `required` or `optional`: what a new ride expects. */
  branches: 'BRANCHES',
  /** Seconds from a ride's request to its deadline. */
  deadlineSeconds: 'DEADLINE_SECONDS',
  /** Seconds that a call of the API may take; a message that waits for what it writes is dropped after that. */
  apiTimeoutSeconds: 'API_TIMEOUT_SECONDS',
  /** Seconds after its last report in which a driver is matched. */
  driverFreshSeconds: 'DRIVER_FRESH_SECONDS',
  /** Days that a ride's record is kept. */
  retentionDays: 'RETENTION_DAYS',
  /** Rides that one rider may ask for in a minute. */
  ridesPerMinute: 'RIDES_PER_MINUTE',
  /** Invocations that may run at once, of all functions together. */
  concurrency: 'CONCURRENCY',
  apiConcurrency: 'API_CONCURRENCY',
  /** Rides that may be under way at once before the service has shown what it can do. */
  burst: 'BURST',
  /** Origin whose pages may call the API. Not there when there is none. */
  allowedOrigin: 'ALLOWED_ORIGIN',
  /** `on` or `off`: whether branches wait and fail as a request says. */
  simulation: 'SIMULATION',
  /** `on` or `off`: whether webhooks may go to the machine itself. Never `on` on AWS. */
  loopbackWebhooks: 'LOOPBACK_WEBHOOKS',
  /** URL of the queue whose messages the function handles. */
  queue: 'QUEUE_URL',
  /** How often a queue delivers a message before it goes to the dead-letter queue. */
  maxAttempts: 'MAX_ATTEMPTS',
  /** JSON array: seconds to wait after each failed attempt. */
  retryDelaysSeconds: 'RETRY_DELAYS_SECONDS',
  /** ARN of the secret that webhooks are signed with. */
  webhookSecret: 'WEBHOOK_SECRET',
  /** The address that receipts come from. */
  receiptSender: 'RECEIPT_SENDER',
  /** ARN of the secret that holds the API key for Stripe. */
  stripeSecret: 'STRIPE_SECRET',
  /** ID of the Cognito user pool whose tokens are accepted. Where there is none, another issuer is named. */
  userPool: 'USER_POOL_ID',
  /** The IDs of the pool's clients, with commas between them. */
  userPoolClients: 'USER_POOL_CLIENTS',
  /** The group of the pool whose members are drivers. */
  driverGroup: 'DRIVER_GROUP',
  /** Issuer of the tokens that are accepted, as their `iss` has it. */
  tokenIssuer: 'TOKEN_ISSUER',
  /** Whom these tokens are for, as their `aud` has it. */
  tokenAudience: 'TOKEN_AUDIENCE',
  /** `on` where each branch's answer is announced, and not outcomes alone. */
  progress: 'PROGRESS',
  /** URL that events are published to for riders' screens. */
  pushUrl: 'PUSH_URL',
  /** Seconds that the issuer's public keys are used for, at most, after they were fetched. */
  signingKeySeconds: 'SIGNING_KEY_SECONDS',
  /** JSON Web Key Set: the issuer's public keys, where they are given and not fetched. */
  tokenKeys: 'TOKEN_KEYS',
} as const;

/** What a token's bearer may be: who asks for rides, or who reports and completes them. */
export type Role = 'rider' | 'driver';

/** The resource that scopes belong to. */
export const scopeResource = 'ride-request';

/** By role, the scope that a token must have. */
export const scopes: Readonly<Record<Role, string>> = {
  rider: `${scopeResource}/rider`,
  driver: `${scopeResource}/driver`,
};

/** Who signs tokens on one's own machine. Nobody can ever have this name (RFC 6761). */
export const developmentIssuer = { issuer: 'https://ride-request.invalid', audience: 'ride-request' } as const;

/**
 * What lies outside of the flow. `webhooks`: riders' own services, called and signed to; `mail`: e-mail; `routing`: the
 * way by road; `payments`: the payment provider; `push`: what reaches riders' screens.
 */
export type ServiceName = 'webhooks' | 'mail' | 'routing' | 'payments' | 'push';

/** The time-out of the API's functions, in seconds, unless the stack sets a shorter one: API Gateway gives up at 29 s. */
export const longestApiTimeoutSeconds = 29;

/** Where a rider waits, the longest time from a delivery of a message that failed to the next one, in seconds. */
export const longestPauseSeconds = 4;
