import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { dataRemoval } from './data-removal.ts';
import type { Stage } from './settings.ts';

export interface BoundedLogGroupProps {
  readonly stage: Stage;
  readonly logGroupName?: string;
}

/** In production, long enough to look back over a quarter. */
const retention: Record<Stage, RetentionDays> = { dev: RetentionDays.ONE_WEEK, prod: RetentionDays.THREE_MONTHS };

/** A log group with a retention period; CloudWatch's default is to keep logs for ever. */
export class BoundedLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { stage, ...props }: BoundedLogGroupProps) {
    super(scope, id, { ...props, retention: retention[stage], removalPolicy: dataRemoval(stage) });
  }
}
