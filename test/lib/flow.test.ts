import { describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { stores } from '../../core/names.ts';
import { subscribers } from '../../core/subscribers.ts';
import { serviceName, synthesize } from './synthesize.ts';

const { template, all } = synthesize({ receiptSender: 'receipts@example.com', push: true });
const branchNames = Object.keys(branches);
const subscriberNames = subscribers.map(({ name }) => name);
const lanes = branchNames.length + subscriberNames.length;

describe('the flow', () => {
  it('has one function per branch and subscriber, the aggregator, the one of the deadlines, the API and who authorizes push', () => {
    const names = all('AWS::Lambda::Function').map(([, { Properties }]) => serviceName(Properties));
    expect(names.toSorted()).toEqual(
      [...branchNames, ...subscriberNames, 'aggregator', 'deadline', 'api', 'push-authorizer'].toSorted(),
    );
  });

  it.each([
    ['AWS::SNS::Topic', 3],
    ['AWS::SNS::Subscription', lanes],
    ['AWS::Lambda::EventSourceMapping', lanes + 2],
    ['AWS::SQS::Queue', 3 * lanes + 4],
    // Two kinds of dead letters, the oldest message, errors and throttles; of the gather and the deadlines without undelivered ones; of the API
    // errors, throttles, answers and refusals; of who authorizes push errors and throttles; the overhead; unsigned webhooks.
    ['AWS::CloudWatch::Alarm', 5 * lanes + 2 * 4 + 4 + 2 + 1 + 1],
    ['AWS::DynamoDB::Table', Object.keys(stores).length],
  ])('counts %s from the registries: %i', (type, count) => {
    template.resourceCountIs(type, count);
  });

  it('delivers requests to every branch, raw and unfiltered', () => {
    const { RideRequestedTopicArn } = template.toJSON().Outputs;
    const received = subscriptionsOf(RideRequestedTopicArn.Value.Ref);
    expect(received).toHaveLength(branchNames.length);
    for (const properties of received) expect(properties).toMatchObject({ Protocol: 'sqs', RawMessageDelivery: true });
    for (const properties of received) expect(properties).not.toHaveProperty('FilterPolicy');
  });

  it('delivers to a subscriber the events that it asked for, raw', () => {
    const { RideEventsTopicArn } = template.toJSON().Outputs;
    const filters = subscriptionsOf(RideEventsTopicArn.Value.Ref).map((properties) => properties.FilterPolicy.type);
    expect(filters).toEqual(subscribers.map(({ events }) => events));
  });

  it('answers for single messages of a batch, with a bounded concurrency', () => {
    for (const [, { Properties }] of all('AWS::Lambda::EventSourceMapping')) {
      expect(Properties).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 50 },
      });
    }
  });

  it('spares the events of rides whose rider wants nothing of it to a subscriber', () => {
    const { RideEventsTopicArn } = template.toJSON().Outputs;
    const [, webhook, receipt] = subscriptionsOf(RideEventsTopicArn.Value.Ref);
    expect(webhook?.FilterPolicy.wants_callback).toEqual(['yes']);
    expect(receipt?.FilterPolicy.wants_receipt).toEqual(['yes']);
  });

  it('has no function but its own, so no custom resource', () => {
    const types = Object.values<{ Type: string }>(template.toJSON().Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
  });

  it('lets who decides rides send to its own queue for as long as it has to, and nobody else', () => {
    const looping = all('AWS::Lambda::Function').filter(([, { Properties }]) => Properties.RecursiveLoop === 'Allow');
    expect(looping.map(([, { Properties }]) => serviceName(Properties)).toSorted()).toEqual(['aggregator', 'deadline']);
  });

  it('tells its users where it is', () => {
    expect(Object.keys(template.toJSON().Outputs).toSorted()).toEqual([
      'AlarmTopicArn',
      'ApiUrl',
      'BranchResultsQueueUrl',
      'DeadlinesQueueUrl',
      'DemandTableName',
      'DriverClientId',
      'DriversTableName',
      'Issuer',
      'LoadTableName',
      'PushHttpUrl',
      'PushRealtimeUrl',
      'QuotasTableName',
      'ReceiptsTableName',
      'RideEventsTopicArn',
      'RideRequestedTopicArn',
      'RiderClientId',
      'RidesTableName',
      'SignInUrl',
      'UserPoolId',
      'WebhookSecretArn',
      'WebhooksTableName',
    ]);
  });
});

function subscriptionsOf(topic: string) {
  return all('AWS::SNS::Subscription')
    .map(([, { Properties }]) => Properties)
    .filter(({ TopicArn }) => TopicArn.Ref === topic);
}
