import { longestApiTimeoutSeconds } from '../core/names.ts';

/** `dev`: tables go when the stack goes. `prod`: they stay, and simulation is refused. */
export const stages = ['dev', 'prod'] as const;

export type Stage = (typeof stages)[number];

/**
 * Where the stack goes: an account of AWS, LocalStack's free edition (or another emulator of AWS), or the embedded cloud.
 * What an emulator lacks is left out there, and what must never be on AWS is only allowed elsewhere.
 */
export const targets = ['aws', 'localstack', 'embedded'] as const;

export type Target = (typeof targets)[number];

/** Who knows the way by road: nobody, so that it is estimated, or Amazon Location. */
export const routings = ['estimate', 'amazon-location'] as const;

export type RoutingService = (typeof routings)[number];

/** Who checks payment methods: a sandbox, which knows test methods only and charges nobody, or Stripe. */
export const paymentProviders = ['sandbox', 'stripe'] as const;

export type PaymentProvider = (typeof paymentProviders)[number];

/** What Cognito charges for a user of the pool by. Nothing that the stack uses takes more than the first. */
export const userPoolPlans = ['lite', 'essentials'] as const;

export type UserPoolPlan = (typeof userPoolPlans)[number];

/**
 * Whether people of the user pool sign in with a password alone, or with a code of an authenticator as well, which the
 * sign-in page has them set up. There is nothing in between: that page offers nobody what is optional.
 */
export const userPoolMfas = ['off', 'required'] as const;

export type UserPoolMfa = (typeof userPoolMfas)[number];

/** What may differ from one deployment of the stack to another. */
export interface Settings {
  readonly stage: Stage;
  readonly target: Target;
  /** Whether branches wait and fail as a request says, and whether the sequential flow is there to compare with. */
  readonly simulation: boolean;
  /** Seconds from a ride's request to its deadline. */
  readonly deadlineSeconds: number;
  /** Seconds after its last report in which a driver is matched. */
  readonly driverFreshSeconds: number;
  /** Days that a ride's record is kept. */
  readonly retentionDays: number;
  /** The API's throttle: a steady rate, with bursts of twice as many. Never more than `concurrency` can take on. */
  readonly requestsPerSecond: number;
  /** Rides that one rider may ask for in a minute. */
  readonly ridesPerMinute: number;
  /** The origin of pages that may call the API, such as `https://console.example.com`. None by default. */
  readonly allowedOrigin?: string;
  /** Invocations that may run at once, as the account's quota has it. Default: as many as every account has. */
  readonly concurrency?: number;
  /** Rides that may be under way at once before the service has shown what it can do; never more than `concurrency` bears. */
  readonly burst?: number;
  /** Concurrency that is set aside for each function. None by default: a new account has too little to set aside. */
  readonly reservedConcurrency?: number;
  /** The address that receipts come from, which SES has verified. Without one nobody gets a receipt. */
  readonly receiptSender?: string;
  /** Seconds that a call of the API may take: no more than API Gateway waits. */
  readonly apiTimeoutSeconds: number;
  /** Overrides the time-out of every function behind a queue, to see what a hanging one does without waiting for long. */
  readonly functionTimeoutSeconds?: number;
  readonly routing: RoutingService;
  readonly payments: PaymentProvider;
  /** The secret with the API key for Stripe. Without one the stack makes a secret, for its owner to put the key into. */
  readonly stripeSecretArn?: string;
  /** Who is written to when an alarm is raised. Whoever else wants to know subscribes to the stack's alarm topic. */
  readonly alarmEmail?: string;
  /** The OpenID Connect issuer of the tokens that are accepted. Default: a user pool of the stack's own. */
  readonly issuer?: string;
  /** Whom the issuer's tokens must be for. */
  readonly audience?: string;
  /** Seconds after which a key that the issuer has withdrawn is refused, at the latest; so long an outage of it is outlived. */
  readonly signingKeySeconds: number;
  /** Where the user pool's sign-in page sends people back to. */
  readonly signInReturnUrl: string;
  readonly userPoolPlan: UserPoolPlan;
  readonly userPoolMfa: UserPoolMfa;
  /** The address that the user pool's mail comes from, which SES has verified. Default: Cognito's own, with 50 mails a day. */
  readonly userPoolSender?: string;
  /** What SES has verified of `userPoolSender`: the address, its domain, or a domain that this is part of. Default: its domain. */
  readonly userPoolSenderIdentity?: string;
  /** Whether riders' screens are told of each branch, and of the outcome. Default: where it costs nothing. */
  readonly push?: boolean;
  /** Whether the console is served, by S3 and CloudFront. */
  readonly console: boolean;
}

/** The settings of a stack that is told nothing else. */
export const defaultSettings: Settings = {
  stage: 'dev',
  target: 'aws',
  simulation: false,
  deadlineSeconds: 20,
  driverFreshSeconds: 120,
  retentionDays: 30,
  requestsPerSecond: 500,
  ridesPerMinute: 10,
  apiTimeoutSeconds: longestApiTimeoutSeconds,
  routing: 'estimate',
  payments: 'sandbox',
  signingKeySeconds: 900,
  console: false,
  signInReturnUrl: 'http://localhost:4180/',
  userPoolPlan: 'lite',
  userPoolMfa: 'off',
};
