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
  /** The directory of its handler; also the service's name in logs and metrics. */
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly environment?: Record<string, string>;
  readonly recursiveLoop?: RecursiveLoop;
}

/**
 * A function with its own role and log group. It may only write its log until it is granted more. Each grant also sets the
 * variable that the permission needs: the two come together.
 */
export class RideFunction extends LambdaFunction {
  /** Its name in logs and metrics. */
  readonly service: string;

  constructor(scope: Construct, id: string, props: RideFunctionProps) {
    const { name, timeoutSeconds, environment, codeOf, settings, ...rest } = props;
    const logGroup = new BoundedLogGroup(scope, `${id}Logs`, settings);
    // CDK's default role has a managed policy that allows writing to every log group of the account.
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
      reason: 'It is for asynchronous invocations. Here the gateway waits, or a queue with its own dead-letter queue.',
    });
    acknowledgeTracing(this, role, settings);
  }

  /** Lets it publish to `topic`, whose ARN it gets in `variable`. */
  publishesTo(topic: ITopic, variable: string): void {
    this.addEnvironment(variable, topic.topicArn);
    this.allow(['sns:Publish'], topic.topicArn);
  }

  /** Lets it send to `queue`, whose URL it gets in `variable`. */
  sendsTo(queue: IQueue, variable: string): void {
    this.addEnvironment(variable, queue.queueUrl);
    this.allow(['sqs:SendMessage'], queue.queueArn);
  }

  addEnvironments(variables: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(variables)) this.addEnvironment(name, value);
  }

  /** Actions are listed explicitly, because CDK's `grant…` methods allow more than is needed here. */
  allow(actions: string[], resourceArn: string, conditions?: Conditions): void {
    this.addToRolePolicy(new PolicyStatement({ actions, resources: [resourceArn], ...(conditions && { conditions }) }));
  }
}

function acknowledgeTracing(handler: RideFunction, role: Role, settings: Settings): void {
  if (isTraced(settings)) {
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources for trace segments: it accepts "*" only.',
    });
  } else {
    Validations.of(handler).acknowledge({ id: 'Serverless-LambdaTracing', reason: 'The target has no X-Ray.' });
  }
}

/** The namespace of metrics is the stack's name, so that metrics of two stages do not mix. */
function powertools(scope: Construct, name: string): Record<string, string> {
  return {
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_NAMESPACE: Stack.of(scope).stackName,
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}
