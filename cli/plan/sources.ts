import { mostPerSecond } from './predict.ts';

/** Where a figure of a plan comes from. */
export interface Source {
  readonly what: string;
  readonly is: 'measured' | 'published' | 'assumed';
  /** In Markdown. */
  readonly source: string;
}

const link = (text: string, url: string): string => `[${text}](${url})`;
const docs = 'https://docs.aws.amazon.com';

/** What is measured, published and assumed. */
export const sources: readonly Source[] = [
  {
    what: 'requests, units and durations of a ride, a batch and a completion',
    is: 'measured',
    source: '`npm run cost`, on one machine; at 256 MB AWS gives a seventh of a core',
  },
  {
    what: 'SQS to Lambda: p50 16, p99 105 ms; SNS before it: 12 ms',
    is: 'published',
    source: link('messaging latency', 'https://bitesizedserverless.com/bite/serverless-messaging-latency-compared/'),
  },
  {
    what: 'growth of mappings: 300, provisioned 1,000 invocations a minute',
    is: 'published',
    source: [
      link('scaling', `${docs}/lambda/latest/dg/services-sqs-scaling.html`),
      link(
        'provisioned',
        'https://aws.amazon.com/blogs/aws/aws-lambda-enhances-sqs-processing-with-new-provisioned-mode-3x-faster-scaling-16x-higher-capacity',
      ),
    ].join(', '),
  },
  {
    what: 'environments: 1,000 in ten seconds for a function; 10 invocations a second for each of the quota',
    is: 'published',
    source: link('concurrency', `${docs}/lambda/latest/dg/lambda-concurrency.html`),
  },
  {
    what: 'default quotas',
    is: 'published',
    source: [
      link('API Gateway', `${docs}/apigateway/latest/developerguide/limits.html`),
      link('Lambda', `${docs}/lambda/latest/dg/gettingstarted-limits.html`),
      link('SNS', `${docs}/general/latest/gr/sns.html`),
      link('SQS', `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html`),
      link('DynamoDB', `${docs}/amazondynamodb/latest/developerguide/ServiceQuotas.html`),
      link('Cognito', `${docs}/cognito/latest/developerguide/quotas.html`),
    ].join(', '),
  },
  {
    what: 'a partition: 1,000 writes and 3,000 reads a second',
    is: 'published',
    source: link('partition keys', `${docs}/amazondynamodb/latest/developerguide/bp-partition-key-design.html`),
  },
  { what: 'prices of us-east-1, first tier, without free tier', is: 'published', source: '`cli/plan/prices.ts`' },
  {
    what: 'DynamoDB calls: p50 4, p99 9.5 ms',
    is: 'assumed',
    source: `within the ${link('single digit', 'https://aws.amazon.com/dynamodb/')} that AWS publishes`,
  },
  {
    what: 'gateway 12 and 40 ms; sending 8 and 40; publishing 12 and 50; a cold start 250 and 600',
    is: 'assumed',
    source: '`cli/plan/simulation/hop-times.ts`, `cli/plan/predict.ts`',
  },
  {
    what: 'where rides begin; a trip of 15 minutes; a token for each ride',
    is: 'assumed',
    source: 'the simulated city of `npm start`; `cli/plan/question.ts`, `cli/plan/limits.ts`',
  },
  {
    what: `beyond ${mostPerSecond} rides a second a part of a stack behaves as the whole`,
    is: 'assumed',
    source: '`cli/plan/predict.ts`',
  },
  {
    what: 'simulated, nothing ends but concurrency, the stage and the load counter',
    is: 'assumed',
    source: '`cli/plan/simulation/course.ts`',
  },
  {
    what: 'every ride finds a driver; webhooks, receipts and push are not asked for',
    is: 'assumed',
    source: '`cli/plan/simulation/simulate-rides.ts`',
  },
];
