import { Stack } from 'aws-cdk-lib';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, TracingConfig } from 'aws-cdk-lib/aws-sns';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { hasPart } from './has-part.ts';
import { regionalName } from './regional-name.ts';
import type { Settings } from './settings.ts';

/** Whether calls are followed through X-Ray, from the API on. */
export const isTraced = (settings: Pick<Settings, 'target'>): boolean => hasPart(settings, 'tracing');

/** How a function takes part. What it calls learns of the trace from the SDK, so no bundle holds a tracer. */
export const functionTracing = (settings: Settings): Tracing =>
  isTraced(settings) ? Tracing.ACTIVE : Tracing.DISABLED;

/** How a topic takes part: it writes segments of its own, if `TopicTracing` allows it to. */
export const topicTracing = (settings: Settings) => (isTraced(settings) ? { tracingConfig: TracingConfig.ACTIVE } : {});

/** Lets SNS write to X-Ray what becomes of these topics' messages; the console does so by itself, CloudFormation doesn't. */
export class TopicTracing extends Construct {
  constructor(scope: Construct, id: string, topics: readonly ITopic[]) {
    super(scope, id);
    const stack = Stack.of(this);
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
          Resource: '*', // X-Ray knows no resources here; the conditions say whose segments.
          Condition: {
            StringEquals: { 'aws:SourceAccount': stack.account },
            ArnEquals: { 'aws:SourceArn': topics.map(({ topicArn }) => topicArn) },
          },
        },
      ],
    };
    new CfnResourcePolicy(this, 'Policy', {
      policyName: regionalName(this, 'topics'),
      policyDocument: stack.toJsonString(policy),
    });
  }
}
