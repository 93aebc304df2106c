import { Duration, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type CfnQueue, type IQueue, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { SecureQueue } from './secure-queue.ts';

/** What a message here means, for the operator whom the alarm pages. */
export type DeadLetterQueueProps = Pick<RunbookAlarmProps, 'meaning' | 'runbook'>;

/** Holds messages that could not be delivered or handled, for as long as SQS allows. A single one raises an alarm. */
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
      reason: 'It is a dead-letter queue itself: its messages wait for an operator.',
    });
  }

  /** Names the queue whose messages it takes, where no redrive policy does so. */
  holdsLettersOf({ queueArn }: IQueue): void {
    const redriveAllowPolicy = { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueueArns: [queueArn] };
    (this.node.defaultChild as CfnQueue).redriveAllowPolicy = redriveAllowPolicy;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, and a function moves messages to it instead of a redrive policy.',
    });
  }
}
