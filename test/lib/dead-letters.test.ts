import { describe, expect, it } from 'vitest';
import { whileRiderWaits } from '../../core/retry.ts';
import { synthesize } from './synthesize.ts';

const { all } = synthesize();
const queues = all('AWS::SQS::Queue');
const subscriptions = all('AWS::SNS::Subscription');
const isDeadLetters = ([id]: readonly [string, unknown]) => id.includes('DeadLetters');
const deadLetters = queues.filter(isDeadLetters).map(([id]) => id);
const targetOf = ({ RedrivePolicy }: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [string, string] } } }) =>
  RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0];
/** The queue of the deadlines gives nothing up. */
const isPatient = ([id]: readonly [string, unknown]) => id.startsWith('DeadlinesQueue');

describe('dead letters', () => {
  it('has a dead-letter queue of its own for every queue and every subscription', () => {
    const working = queues.filter((queue) => !isDeadLetters(queue) && !isPatient(queue));
    const targets = [...working, ...subscriptions].map(([, { Properties }]) => targetOf(Properties));
    const ofDeadlines = deadLetters.filter((id) => id.startsWith('DeadlinesDeadLetters'));
    expect([...targets, ...ofDeadlines].toSorted()).toEqual(deadLetters.toSorted());
    expect(ofDeadlines).toHaveLength(1);
  });

  it('takes no deadline away, however often that fails: its function moves what it cannot read', () => {
    const [[queueId, queue] = expect.fail(), ...more] = queues.filter(isPatient);
    expect(more).toEqual([]);
    expect(queue.Properties).not.toHaveProperty('RedrivePolicy');
    const [[id, dead] = expect.fail()] = queues.filter(([id]) => id.startsWith('DeadlinesDeadLetters'));
    expect(dead.Properties.RedriveAllowPolicy).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [{ 'Fn::GetAtt': [queueId, 'Arn'] }],
    });
    const { DEAD_LETTER_QUEUE, MAX_ATTEMPTS } = synthesize().functionNamed('deadline').Properties.Environment.Variables;
    expect([DEAD_LETTER_QUEUE, MAX_ATTEMPTS]).toEqual([{ Ref: id }, undefined]);
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

  it.each([1, 5, 20, 21, 60, 900])(
    'gives a branch more deliveries than fit into a ride of %i s, and says so to it',
    (seconds) => {
      const { all, functionNamed } = synthesize({ deadlineSeconds: seconds });
      const queue = all('AWS::SQS::Queue').find(([id]) => id.startsWith('PricingQueue'))?.[1];
      const { maxReceiveCount } = queue?.Properties.RedrivePolicy ?? {};
      // Each comes as soon as it can after one that failed at once, or that was throttled and hidden for as long.
      let fitting = 1;
      for (let second = whileRiderWaits(fitting); second <= seconds; second += whileRiderWaits(fitting)) fitting += 1;
      expect(maxReceiveCount).toBeGreaterThan(fitting);
      expect(maxReceiveCount).toBeGreaterThanOrEqual(6);
      expect(functionNamed('pricing').Properties.Environment.Variables.MAX_ATTEMPTS).toBe(String(maxReceiveCount));
    },
  );

  it('gives wake-ups and settle messages ten attempts', () => {
    const queue = queues.find(([id]) => id.startsWith('BranchResultsQueue'))?.[1];
    expect(queue?.Properties.RedrivePolicy.maxReceiveCount).toBe(10);
  });
});
