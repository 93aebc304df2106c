import { longestApiTimeoutSeconds } from '../core/names.ts';

/** `dev`: tables are deleted with the stack. `prod`: they are retained, and simulation is refused. */
export const stages = ['dev', 'prod'] as const;

export type Stage = (typeof stages)[number];

/**
 * Where the stack is deployed: an AWS account, LocalStack's free edition (or another emulator of AWS), or the embedded cloud.
 * What an emulator lacks is left out there, and what must never run on AWS is allowed elsewhere only.
 */
export const targets = ['aws', 'localstack', 'embedded'] as const;

export type Target = (typeof targets)[number];

/** The source of travel times by road: an estimate, or Amazon Location. */
export const routings = ['estimate', 'amazon-location'] as const;

export type RoutingService = (typeof routings)[number];

/** The payment provider: a sandbox, which accepts test methods only and charges nobody, or Stripe. */
export const paymentProviders = ['sandbox', 'stripe'] as const;

export type PaymentProvider = (typeof paymentProviders)[number];

/** Cognito's pricing plan for the user pool. Everything that the stack uses is in the first. */
export const userPoolPlans = ['lite', 'essentials'] as const;

export type UserPoolPlan = (typeof userPoolPlans)[number];

/**
 * Whether users of the pool sign in with a password alone, or with an authenticator code as well, which the sign-in page has
 * them set up. There is no optional mode: the sign-in page does not offer optional factors.
 */
export const userPoolMfas = ['off', 'required'] as const;

export type UserPoolMfa = (typeof userPoolMfas)[number];

/** The settings of a deployment. */
export interface Settings {
  readonly stage: Stage;
  readonly target: Target;
  /**
   * Whether branches simulate the latency and faults that a request asks for, and whether the sequential flow is deployed for
   * comparison.
   */
  readonly simulation: boolean;
  /** Seconds from a ride's request to its deadline. */
  readonly deadlineSeconds: number;
  /** Seconds after its last report in which a driver is matched. */
  readonly driverFreshSeconds: number;
  /** Days for which a ride's record is kept. */
  readonly retentionDays: number;
  /** The API's throttle: a steady rate, with bursts of half as many. Never more than `concurrency` can handle. */
  readonly requestsPerSecond: number;
  /** Rides that one rider may request per minute. */
  readonly ridesPerMinute: number;
  /** The origin of pages that may call the API, such as `https://console.example.com`. None by default. */
  readonly allowedOrigin?: string;
  /** Invocations that may run at once: the account's quota. Default: the quota that every account has. */
  readonly concurrency?: number;
  /** Rides that may be under way at once before the service has measured its own throughput; limited by `concurrency`. */
  readonly burst?: number;
  /** Reserved concurrency of each function. None by default: a new account's quota is too small to reserve any. */
  readonly reservedConcurrency?: number;
  /** The sender address of receipts, verified in SES. Without one, no receipts are sent. */
  readonly receiptSender?: string;
  /** Time-out of an API call in seconds: no more than API Gateway waits. */
  readonly apiTimeoutSeconds: number;
  /** Overrides the time-out of every function behind a queue, to observe a hanging one without a long wait. */
  readonly functionTimeoutSeconds?: number;
  readonly routing: RoutingService;
  readonly payments: PaymentProvider;
  /** The secret with the API key for Stripe. Without one the stack creates a secret, which its owner fills with the key. */
  readonly stripeSecretArn?: string;
  /** The address that is mailed when an alarm is raised. Others can subscribe to the stack's alarm topic. */
  readonly alarmEmail?: string;
  /** The OpenID Connect issuer of the tokens that are accepted. Default: a user pool of the stack's own. */
  readonly issuer?: string;
  /** The audience that the issuer's tokens must have. */
  readonly audience?: string;
  /**
   * Seconds for which the issuer's keys are cached: how long a withdrawn key may still be accepted, and an outage of the issuer
   * tolerated.
   */
  readonly signingKeySeconds: number;
  /** Where the user pool's sign-in page redirects to. */
  readonly signInReturnUrl: string;
  readonly userPoolPlan: UserPoolPlan;
  readonly userPoolMfa: UserPoolMfa;
  /** The sender address of the user pool's mail, verified in SES. Default: Cognito's own, with 50 mails a day. */
  readonly userPoolSender?: string;
  /** The verified SES identity for `userPoolSender`: the address, its domain, or a parent domain. Default: its domain. */
  readonly userPoolSenderIdentity?: string;
  /** Whether each branch's answer and the outcome are pushed to riders' screens. Default: where it costs nothing. */
  readonly push?: boolean;
  /** Whether the console is served, through S3 and CloudFront. */
  readonly console: boolean;
}

/** The default settings. */
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
