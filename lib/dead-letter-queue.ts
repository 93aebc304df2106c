import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { SecureQueue } from './secure-queue.ts';

export interface DeadLetterQueueProps {
  /** What a message that ends here means, for whom the alarm wakes. */
  readonly meaning: string;
}

/** Where messages end that nobody could deliver or handle, for as long as SQS keeps them. One of them is an alarm. */
export class DeadLetterQueue extends SecureQueue {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, { retentionPeriod: Duration.days(14) });
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription: props.meaning,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    Validations.of(this).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is a dead-letter queue itself: what ends here waits for an operator.',
    });
  }
}
