import type { Settings } from '../../../lib/settings.ts';

const receiptSender = 'receipts@rides.example.com';

/** Every part that a stack on AWS can have. */
const everything = {
  push: true,
  console: true,
  receiptSender,
  alarmEmail: receiptSender,
  payments: 'stripe',
  routing: 'amazon-location',
} as const satisfies Partial<Settings>;

/** A stack of each stage with every part that it can have. */
export const complete = {
  dev: { ...everything, simulation: true },
  prod: {
    ...everything,
    stage: 'prod',
    reservedConcurrency: 10,
    userPoolPlan: 'essentials',
    userPoolMfa: 'required',
    userPoolSender: receiptSender,
    userPoolSenderIdentity: 'example.com',
  },
} as const satisfies Record<string, Partial<Settings>>;

/** Every target and stage that a stack can be made for, with simulation and without, with a sender and without. */
export const variants: readonly Partial<Settings>[] = [
  {},
  { receiptSender },
  { simulation: true, push: true },
  { stage: 'prod' },
  { console: true, push: true },
  complete.dev,
  complete.prod,
  { issuer: 'https://login.example.com/', audience: 'rides' },
  { payments: 'stripe', allowedOrigin: 'https://console.example.com' },
  { target: 'localstack', receiptSender },
  { target: 'localstack', simulation: true },
  { target: 'embedded', receiptSender },
  { target: 'embedded', simulation: true },
];
