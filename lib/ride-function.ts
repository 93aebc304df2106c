import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BoundedLogGroup } from './bounded-log-group.ts';
import type { CodeOf } from './function-code.ts';
import type { Settings } from './settings.ts';
import { functionTracing, isTraced } from './tracing.ts';

/** Conditions of a permission, by operator and key. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface RideFunctionProps {
  readonly codeOf: CodeOf;
  readonly settings: Settings;
  /** The folder of its handler; also the service's name in logs and metrics. */
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly environment?: Record<string, string>;
  readonly recursiveLoop?: RecursiveLoop;
}

/**
 * A function with a role and a log group of its own. It may do nothing but write its log until it is told otherwise,
 * and to be told is also to be told where: a permission and the variable that it needs come together.
 */
export class RideFunction extends LambdaFunction {
  /** Its name in logs and metrics. */
  readonly service: string;

  constructor(scope: Construct, id: string, props: RideFunctionProps) {
    const { name, timeoutSeconds, environment, codeOf, settings, ...rest } = props;
    const logGroup = new BoundedLogGroup(scope, `${id}Logs`, settings);
    // CDK's own role comes with a managed policy, which lets it write to every log of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      ...rest,
      ...(settings.reservedConcurrency && { reservedConcurrentExecutions: settings.reservedConcurrency }),
      code: codeOf(name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(timeoutSeconds),
      role,
      tracing: functionTracing(settings),
      logGroup,
      environment: { ...powertools(scope, name), ...environment },
    });
    this.service = name;
    logGroup.grantWrite(role);
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'It is for events that nobody waits for. Here the gateway waits, or a queue with dead letters of its own.',
    });
    acknowledgeTracing(this, role, settings);
  }

  /** Lets it publish to `topic`, whose ARN it finds in `variable`. */
  publishesTo(topic: ITopic, variable: string): void {
    this.addEnvironment(variable, topic.topicArn);
    this.allow(['sns:Publish'], topic.topicArn);
  }

  /** Lets it send to `queue`, whose URL it finds in `variable`. */
  sendsTo(queue: IQueue, variable: string): void {
    this.addEnvironment(variable, queue.queueUrl);
    this.allow(['sqs:SendMessage'], queue.queueArn);
  }

  addEnvironments(variables: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(variables)) this.addEnvironment(name, value);
  }

  /** Permissions are spelt out, because CDK's `grant…` methods allow more than is used here. */
  allow(actions: string[], resourceArn: string, conditions?: Conditions): void {
    this.addToRolePolicy(new PolicyStatement({ actions, resources: [resourceArn], ...(conditions && { conditions }) }));
  }
}

function acknowledgeTracing(handler: RideFunction, role: Role, settings: Settings): void {
  if (isTraced(settings)) {
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Segments of traces belong to no resource: X-Ray takes no other than "*" for them.',
    });
  } else {
    Validations.of(handler).acknowledge({ id: 'Serverless-LambdaTracing', reason: 'The target has no X-Ray.' });
  }
}

/** The namespace of metrics is the stack's name, so that those of two stages don't mix. */
function powertools(scope: Construct, name: string): Record<string, string> {
  return {
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_NAMESPACE: Stack.of(scope).stackName,
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}
