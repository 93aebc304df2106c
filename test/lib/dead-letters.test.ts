import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const { all } = synthesize();
const queues = all('AWS::SQS::Queue');
const subscriptions = all('AWS::SNS::Subscription');
const isDeadLetters = ([id]: readonly [string, unknown]) => id.includes('DeadLetters');
const deadLetters = queues.filter(isDeadLetters).map(([id]) => id);
const targetOf = ({ RedrivePolicy }: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [string, string] } } }) =>
  RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0];

describe('dead letters', () => {
  it('has a dead-letter queue of its own for every queue and every subscription', () => {
    const working = queues.filter((queue) => !isDeadLetters(queue));
    const targets = [...working, ...subscriptions].map(([, { Properties }]) => targetOf(Properties));
    expect(targets.toSorted()).toEqual(deadLetters.toSorted());
  });

  it('keeps dead letters for as long as SQS can', () => {
    for (const [, { Properties }] of queues.filter(isDeadLetters)) {
      expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
    }
  });

  it('has an alarm on every dead-letter queue, raised by one message', () => {
    const ofQueues = all('AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible',
    );
    const watched = ofQueues.map(([, { Properties }]) => {
      expect(Properties).toMatchObject({
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
      return Properties.Dimensions[0].Value['Fn::GetAtt'][0];
    });
    expect(watched.toSorted()).toEqual(deadLetters.toSorted());
  });

  it("admits a subscription's dead letters from its own topic only", () => {
    const policies = all('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
    for (const [, { Properties }] of subscriptions) {
      const policy = policies.find(({ Queues }) => Queues[0].Ref === targetOf(Properties));
      expect(policy.PolicyDocument.Statement).toContainEqual({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
        Resource: { 'Fn::GetAtt': [targetOf(Properties), 'Arn'] },
        Condition: { ArnEquals: { 'aws:SourceArn': Properties.TopicArn } },
      });
    }
  });

  it('gives a branch three attempts, and says so to its function', () => {
    const { functionNamed } = synthesize();
    const queue = queues.find(([id]) => id.startsWith('PricingQueue'))?.[1];
    expect(queue?.Properties.RedrivePolicy.maxReceiveCount).toBe(3);
    expect(functionNamed('pricing').Properties.Environment.Variables.MAX_ATTEMPTS).toBe('3');
  });

  it('gives results and deadlines ten attempts', () => {
    const queue = queues.find(([id]) => id.startsWith('BranchResultsQueue'))?.[1];
    expect(queue?.Properties.RedrivePolicy.maxReceiveCount).toBe(10);
  });
});
