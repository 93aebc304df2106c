import { CfnOutput, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { RidesDashboard } from './dashboard.ts';
import { hasPart } from './has-part.ts';
import type { Settings } from './settings.ts';
import { stackParts } from './stack-parts.ts';

/**
 * What shows operators the state of the stack: alarms, the topic that they notify, and the dashboard. Created last, because it
 * watches whatever exists by then.
 */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    new Alarms(this, 'Alarms', stackParts(this), settings);
    const topic = new AlarmTopic(this, 'AlarmTopic', settings);
    const parts = stackParts(this);
    for (const alarm of parts.alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
    if (hasPart(settings, 'dashboards')) new RidesDashboard(this, 'Dashboard', parts);
    new CfnOutput(Stack.of(this), 'AlarmTopicArn', { value: topic.topicArn });
  }
}
