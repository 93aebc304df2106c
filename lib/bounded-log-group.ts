import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { dataRemoval } from './data-removal.ts';
import type { Stage } from './settings.ts';

export interface BoundedLogGroupProps {
  readonly stage: Stage;
  readonly logGroupName?: string;
}

/** A log that is kept for a month; CloudWatch's own default is for ever. */
export class BoundedLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { stage, ...props }: BoundedLogGroupProps) {
    super(scope, id, { ...props, retention: RetentionDays.ONE_MONTH, removalPolicy: dataRemoval(stage) });
  }
}
