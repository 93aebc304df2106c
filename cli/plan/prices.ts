/** A unit price as AWS lists it: first tier, no free tier, no discounts. */
export interface Price {
  readonly service: Service;
  /** The unit. */
  readonly what: string;
  readonly dollars: number;
  /** The number of units that the price is for. */
  readonly per: number;
  readonly source: string;
}

export type Service = 'API Gateway' | 'Lambda' | 'SQS' | 'SNS' | 'DynamoDB' | 'Step Functions';

export const services: readonly Service[] = ['API Gateway', 'Lambda', 'SQS', 'SNS', 'DynamoDB', 'Step Functions'];

export const region = 'us-east-1';

/** When the prices were gathered. */
export const gathered = '2026-11-22';

const million = 1_000_000;

/** List prices as published, gathered from AWS's pages where these print figures, and otherwise from secondary sources. */
export const prices = {
  gatewayRequests: {
    service: 'API Gateway',
    what: 'REST API requests',
    dollars: 3.5,
    per: million,
    source: 'docs.aws.amazon.com, whitepaper on private APIs, "Cost optimization", table 4',
  },
  lambdaRequests: {
    service: 'Lambda',
    what: 'requests',
    dollars: 0.2,
    per: million,
    source: 'secondary sources that quote aws.amazon.com/lambda/pricing',
  },
  lambdaGbSeconds: {
    service: 'Lambda',
    what: 'GB-seconds on arm64',
    dollars: 0.0000133334,
    per: 1,
    source: 'secondary sources that quote aws.amazon.com/lambda/pricing',
  },
  sqsRequests: {
    service: 'SQS',
    what: 'requests to standard queues',
    dollars: 0.4,
    per: million,
    source: 'secondary sources that quote aws.amazon.com/sqs/pricing (2026)',
  },
  snsPublishes: {
    service: 'SNS',
    what: 'publishes to standard topics',
    dollars: 0.5,
    per: million,
    source: 'list price of aws.amazon.com/sns/pricing, not found quoted; deliveries to SQS are free',
  },
  writeUnits: {
    service: 'DynamoDB',
    what: 'on-demand write request units',
    dollars: 0.625,
    per: million,
    source: 'secondary sources that quote aws.amazon.com/dynamodb/pricing/on-demand, as of the cut of November 2024',
  },
  readUnits: {
    service: 'DynamoDB',
    what: 'on-demand read request units',
    dollars: 0.125,
    per: million,
    source: 'secondary sources that quote aws.amazon.com/dynamodb/pricing/on-demand, as of the cut of November 2024',
  },
  expressRequests: {
    service: 'Step Functions',
    what: 'requests of Express workflows',
    dollars: 1,
    per: million,
    source: 'aws.amazon.com/blogs/compute, "Building cost-effective AWS Step Functions workflows"',
  },
  expressGbSeconds: {
    service: 'Step Functions',
    what: 'GB-seconds of Express workflows',
    dollars: 0.00001667,
    per: 1,
    source: 'secondary sources that quote aws.amazon.com/step-functions/pricing; 64 MB chunks, 100 ms steps',
  },
  standardTransitions: {
    service: 'Step Functions',
    what: 'state transitions of Standard workflows',
    dollars: 25,
    per: million,
    source: 'aws.amazon.com/step-functions/pricing, table by region',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

export const priceNames = Object.keys(prices) as PriceName[];
