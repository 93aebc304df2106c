import { Duration, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type CfnQueue, type IQueue, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { SecureQueue } from './secure-queue.ts';

/** What a message that ends here means, for whom the alarm wakes. */
export type DeadLetterQueueProps = Pick<RunbookAlarmProps, 'meaning' | 'runbook'>;

/** Where messages end that nobody could deliver or handle, for as long as SQS keeps them. One of them is an alarm. */
export class DeadLetterQueue extends SecureQueue {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, { retentionPeriod: Duration.days(14) });
    this.alarm = new RunbookAlarm(this, 'Alarm', {
      ...props,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    Validations.of(this).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is a dead-letter queue itself: what ends here waits for an operator.',
    });
  }

  /** Names the queue whose messages it takes, where that has no redrive policy which would say so. */
  holdsLettersOf({ queueArn }: IQueue): void {
    const redriveAllowPolicy = { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueueArns: [queueArn] };
    (this.node.defaultChild as CfnQueue).redriveAllowPolicy = redriveAllowPolicy;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, which a function moves messages to, and no redrive policy.',
    });
  }
}
