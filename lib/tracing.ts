import { Stack } from 'aws-cdk-lib';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, TracingConfig } from 'aws-cdk-lib/aws-sns';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { hasPart } from './has-part.ts';
import { regionalName } from './regional-name.ts';
import type { Settings } from './settings.ts';

/** Whether X-Ray traces calls, from the API on. */
export const isTraced = (settings: Pick<Settings, 'target'>): boolean => hasPart(settings, 'tracing');

/** A function's tracing mode. The SDK propagates the trace to the services it calls, so bundles contain no tracer. */
export const functionTracing = (settings: Settings): Tracing =>
  isTraced(settings) ? Tracing.ACTIVE : Tracing.DISABLED;

/** A topic's tracing mode: it writes its own segments, if `TopicTracing` allows it to. */
export const topicTracing = (settings: Settings) => (isTraced(settings) ? { tracingConfig: TracingConfig.ACTIVE } : {});

/**
 * Lets SNS write segments for these topics to X-Ray. The AWS console adds this permission by itself, CloudFormation does not.
 */
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
          Resource: '*', // X-Ray has no resources here; the conditions restrict whose segments.
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
