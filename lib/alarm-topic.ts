import { Arn, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { dataRemoval } from './data-removal.ts';
import type { Settings } from './settings.ts';
import { SubscriptionDeadLetterQueue } from './subscription-dead-letter-queue.ts';

/**
 * Receives a message when an alarm is raised and when it clears. It has its own key: the account's key for SNS does not admit
 * CloudWatch, whose messages would be dropped silently.
 */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { stage, alarmEmail }: Settings) {
    const masterKey = new Key(scope, `${id}Key`, {
      description: "Encrypts CloudWatch's messages about alarms.",
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: dataRemoval(stage),
    });
    super(scope, id, { enforceSSL: true, masterKey });
    masterKey.addToResourcePolicy(fromAlarms(this, ['kms:Decrypt', 'kms:GenerateDataKey'], '*'));
    this.addToResourcePolicy(fromAlarms(this, ['sns:Publish'], this.topicArn));
    if (alarmEmail) this.#writesTo(alarmEmail);
  }

  #writesTo(address: string): void {
    const meaning =
      'An alarm could not be mailed. Check that the address accepts mail, and read the message in this queue.';
    const deadLetterQueue = new SubscriptionDeadLetterQueue(this, 'MailDeadLetters', meaning);
    this.addSubscription(new EmailSubscription(address, { deadLetterQueue }));
  }
}

/** Lets CloudWatch act for the alarms of this account and of no other. In a key policy, `*` is the key itself. */
function fromAlarms(scope: Construct, actions: string[], resource: string): PolicyStatement {
  const stack = Stack.of(scope);
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const alarms = Arn.format({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat }, stack);
  return new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } },
  });
}
