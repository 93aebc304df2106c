import { Alarm, type AlarmProps, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** The sections of docs/operate/runbook.md, as anchors: each describes the response to one kind of alarm. */
export type RunbookSection =
  | 'dead-letters'
  | 'undelivered-events'
  | 'unsigned-webhooks'
  | 'waiting-messages'
  | 'high-overhead'
  | 'failing-function'
  | 'throttled-function'
  | 'failing-api'
  | 'refused-rides';

export interface RunbookAlarmProps extends Omit<AlarmProps, 'alarmDescription'> {
  /** What has happened, in one sentence, for the operator whom the alarm pages. */
  readonly meaning: string;
  readonly runbook: RunbookSection;
}

/** An alarm whose description says what it means, and links to what to do. Missing data raises no alarm. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, { meaning, runbook, ...props }: RunbookAlarmProps) {
    super(scope, id, {
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmDescription: `${meaning} See docs/operate/runbook.md#${runbook}`,
    });
  }
}
