/** The tables, by store name: their keys and the environment variable that tells a function the table's name. */
export const stores = {
  /** One item per ride: the request, the branches' results and the outcome. The index lists each rider's rides. */
  rides: {
    environment: 'RIDES_TABLE',
    partitionKey: 'rideId',
    // Only keys, which never change: a list reads the rides, and their writes after the first cost nothing here.
    index: { name: 'ofRider', partitionKey: 'riderId', sortKey: 'requestedAt' },
  },
  /** One item per driver. The index holds only free drivers: on shift, and neither leased nor held. */
  drivers: {
    environment: 'DRIVERS_TABLE',
    partitionKey: 'driverId',
    index: {
      name: 'available',
      partitionKey: 'availableIn',
      sortKey: 'place',
      // No report time: the report of a driver who stands still is one write of the item, and none of the index.
      attributes: ['position', 'heldBy', 'leaseUntil'],
    },
  },
  /** One item per ride and area: the demand that surge is computed from. */
  demand: { environment: 'DEMAND_TABLE', partitionKey: 'area', sortKey: 'requested' },
  /** One item per ride whose receipt was sent, or is being sent. */
  receipts: { environment: 'RECEIPTS_TABLE', partitionKey: 'rideId' },
  /** One item per rider and minute: how many rides the rider has requested in it. */
  quotas: { environment: 'QUOTAS_TABLE', partitionKey: 'riderId', sortKey: 'window' },
  /** One item: how many rides were accepted, have left and ended well, by time slot. */
  load: { environment: 'LOAD_TABLE', partitionKey: 'counted' },
  /** One item per rider or host and time window: how many places their failing webhooks have taken. */
  webhooks: { environment: 'WEBHOOKS_TABLE', partitionKey: 'holder', sortKey: 'window' },
} as const satisfies Record<string, StoreDefinition>;

export type StoreName = keyof typeof stores;

/**
 * `read`: get and query. `write`: read, put and update. `lease`: batch reads and updates. `count`: update only. `add`: put
 * one or several, and query. lib/stores.ts maps these to the actions on a store. `answer`: update only the attributes that
 * hold a branch's answer, and see no others.
 */
export type Access = 'read' | 'write' | 'lease' | 'count' | 'add' | 'answer';

/** The shape of a table, as infrastructure and adapters both use it. */
export interface StoreDefinition {
  readonly environment: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly index?: {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string;
    /** The projected attributes beside the keys, if any. */
    readonly attributes?: readonly string[];
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
  /** ARN of the topic that carries ride events. */
  rideEventsTopic: 'RIDE_EVENTS_TOPIC',
  /** URL of the queue of messages about rides that can be decided. */
  branchResultsQueue: 'BRANCH_RESULTS_QUEUE',
  /** URL of the queue that ends rides at their deadline. */
  deadlinesQueue: 'DEADLINES_QUEUE',
  /** URL of the dead-letter queue of a queue without a redrive policy. */
  deadLetterQueue: 'DEAD_LETTER_QUEUE',
  /** JSON object, branch name to `required` or `optional`: the branches that a new ride expects. */
  branches: 'BRANCHES',
  /** Seconds from a ride's request to its deadline. */
  deadlineSeconds: 'DEADLINE_SECONDS',
  /** Seconds that a call of the API may take; a message that waits for a write of that call is dropped after that. */
  apiTimeoutSeconds: 'API_TIMEOUT_SECONDS',
  /** Seconds after its last report during which a driver is matched. */
  driverFreshSeconds: 'DRIVER_FRESH_SECONDS',
  /** Days that a ride's record is kept. */
  retentionDays: 'RETENTION_DAYS',
  /** Rides that one rider may request in a minute. */
  ridesPerMinute: 'RIDES_PER_MINUTE',
  /** Concurrent invocations of all functions together. */
  concurrency: 'CONCURRENCY',
  apiConcurrency: 'API_CONCURRENCY',
  /** Rides that may be under way at once before the service's throughput is known. */
  burst: 'BURST',
  /** Origin whose pages may call the API. Absent when there is none. */
  allowedOrigin: 'ALLOWED_ORIGIN',
  /** `on` or `off`: whether branches simulate the delays and faults that a request asks for. */
  simulation: 'SIMULATION',
  /** `on` or `off`: whether webhooks may call loopback addresses. Never `on` on AWS. */
  loopbackWebhooks: 'LOOPBACK_WEBHOOKS',
  /** URL of the queue that the function consumes. */
  queue: 'QUEUE_URL',
  /** How often a queue delivers a message before it moves to the dead-letter queue. */
  maxAttempts: 'MAX_ATTEMPTS',
  /** JSON array: seconds to wait after each failed attempt. */
  retryDelaysSeconds: 'RETRY_DELAYS_SECONDS',
  /** ARN of the secret that webhooks are signed with. */
  webhookSecret: 'WEBHOOK_SECRET',
  /** The sender address of receipts. */
  receiptSender: 'RECEIPT_SENDER',
  /** ARN of the secret that holds the API key for Stripe. */
  stripeSecret: 'STRIPE_SECRET',
  /** ID of the Cognito user pool whose tokens are accepted. Without one, another issuer is set. */
  userPool: 'USER_POOL_ID',
  /** The IDs of the pool's clients, separated by commas. */
  userPoolClients: 'USER_POOL_CLIENTS',
  /** The group of the pool whose members are drivers. */
  driverGroup: 'DRIVER_GROUP',
  /** Issuer of the tokens that are accepted, as in their `iss`. */
  tokenIssuer: 'TOKEN_ISSUER',
  /** Audience of these tokens, as in their `aud`. */
  tokenAudience: 'TOKEN_AUDIENCE',
  /** `on` where each branch's answer is published, and not only outcomes. */
  progress: 'PROGRESS',
  /** URL at which events are published to riders' screens. */
  pushUrl: 'PUSH_URL',
  /** Longest time in seconds that the issuer's public keys are used after they were fetched. */
  signingKeySeconds: 'SIGNING_KEY_SECONDS',
  /** JSON Web Key Set: the issuer's public keys, where they are configured and not fetched. */
  tokenKeys: 'TOKEN_KEYS',
} as const;

/** The role of a token's bearer: requests rides, or reports a position and completes rides. */
export type Role = 'rider' | 'driver';

/** The resource server that scopes belong to. */
export const scopeResource = 'ride-request';

/** By role, the scope that a token must have. */
export const scopes: Readonly<Record<Role, string>> = {
  rider: `${scopeResource}/rider`,
  driver: `${scopeResource}/driver`,
};

/** The issuer of tokens on a development machine. This name can never be registered (RFC 6761). */
export const developmentIssuer = { issuer: 'https://ride-request.invalid', audience: 'ride-request' } as const;

/**
 * External services. `webhooks`: riders' own services, called with signed requests; `mail`: e-mail; `routing`: routes by
 * road; `payments`: the payment provider; `push`: delivery to riders' screens.
 */
export type ServiceName = 'webhooks' | 'mail' | 'routing' | 'payments' | 'push';

/** The time-out of the API's functions, in seconds, unless the stack sets a shorter one: API Gateway gives up at 29 s. */
export const longestApiTimeoutSeconds = 29;

/** Where a rider waits, the longest time in seconds from a failed delivery of a message to the next one. */
export const longestPauseSeconds = 4;
