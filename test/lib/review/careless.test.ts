import { App, CustomResource, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import {
  AccountPrincipal,
  AnyPrincipal,
  CfnPolicy,
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  CfnPermission,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnResourcePolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { CfnResourcePolicy as CfnTracePolicy } from 'aws-cdk-lib/aws-xray';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { escapedPattern } from '../../support/escaped-pattern.ts';
import { boundFindings } from './bounds.ts';
import { deadEndFindings } from './dead-ends.ts';
import { encryptionFindings } from './encryption.ts';
import { lossFindings } from './lasting.ts';
import { logFindings } from './logs.ts';
import { policyFindings } from './policies.ts';
import type { Template } from './template.ts';

type Case = readonly [what: string, plant: (stack: Stack) => void, finding: string];

const policies: Case[] = [
  ['every action of a service', (stack) => allow(stack, ['s3:*'], 'arn:aws:s3:::rides'), 'allows s3:*'],
  ['a family of actions', (stack) => allow(stack, ['sqs:Send*'], 'arn:aws:sqs:::q'), 'allows sqs:Send*'],
  [
    'every object of a bucket elsewhere',
    (stack) => allow(stack, ['s3:GetObject'], 'arn:aws:s3:::rides/*'),
    'allows s3:GetObject on',
  ],
  [
    'what changes a bucket of the stack',
    (stack) => allow(stack, ['s3:PutObjectAcl'], new Bucket(stack, 'Bucket').arnForObjects('*')),
    'allows s3:PutObjectAcl on',
  ],
  ['every resource', (stack) => allow(stack, ['s3:GetObject'], '*'), 'allows s3:GetObject on "*"'],
  [
    'every index of a table',
    (stack) => allow(stack, ['dynamodb:Query'], `${careless.table(stack).tableArn}/index/*`),
    '/index/*',
  ],
  [
    "another action beside X-Ray's",
    (stack) => allow(stack, ['xray:PutTraceSegments', 'logs:PutLogEvents'], '*'),
    'allows logs:PutLogEvents, xray:PutTraceSegments on "*"',
  ],
  ['all actions but one', plantNegation('NotAction'), 'allows all but something (NotAction)'],
  ['all resources but one', plantNegation('NotResource'), 'allows all but something (NotResource)'],
  ['a queue for everybody', (stack) => queuePolicy(stack, { principals: [new AnyPrincipal()] }), 'lets everybody in'],
  [
    'a queue for a service on behalf of any account',
    (stack) => queuePolicy(stack, { principals: [new ServicePrincipal('events.amazonaws.com')] }),
    'lets {"Service":"events.amazonaws.com"} in for any source',
  ],
  [
    'a policy that is a text',
    (stack) => {
      const policyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: 'x' }] });
      new CfnResourcePolicy(stack, 'Careless', { policyName: 'careless', policyDocument });
    },
    'allows logs:*',
  ],
  [
    'a policy that is a text with references in it',
    (stack) => {
      const Principal = { Service: 'sns.amazonaws.com' };
      const Statement = { Effect: 'Allow', Principal, Action: 'xray:PutTraceSegments', Resource: stack.region };
      const policyDocument = stack.toJsonString({ Statement });
      new CfnTracePolicy(stack, 'Careless', { policyName: 'careless', policyDocument });
    },
    'lets {"Service":"sns.amazonaws.com"} in for any source',
  ],
  [
    'a key for everybody',
    (stack) =>
      new Key(stack, 'Careless').addToResourcePolicy(
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [new AnyPrincipal()] }),
      ),
    'lets everybody in',
  ],
  [
    'a key for another account, with every action',
    (stack) =>
      new Key(stack, 'Careless').addToResourcePolicy(
        new PolicyStatement({
          actions: ['kms:*'],
          resources: ['*'],
          principals: [new AccountPrincipal('111122223333')],
        }),
      ),
    'allows kms:*',
  ],
  [
    'a role for another account',
    (stack) => new Role(stack, 'Careless', { assumedBy: new AccountPrincipal('111122223333') }),
    'trusts {"AWS"',
  ],
  [
    'a role for a service that has no business here',
    (stack) => new Role(stack, 'Careless', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    'trusts {"Service":"ec2.amazonaws.com"}',
  ],
  [
    'a managed policy',
    (stack) => {
      const managedPolicies = [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')];
      new Role(stack, 'Careless', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), managedPolicies });
    },
    'leans on the managed policy',
  ],
  [
    'a function for a service on behalf of any account',
    (stack) => permit(stack, careless.handler(stack), 'apigateway.amazonaws.com'),
    'lets "apigateway.amazonaws.com" in for any source',
  ],
  ['a function for everybody', (stack) => permit(stack, careless.handler(stack), '*'), 'lets everybody in'],
];

const encryption: Case[] = [
  ['a queue', (stack) => new Queue(stack, 'Careless', { enforceSSL: true }), 'is not encrypted'],
  ['a topic', (stack) => new Topic(stack, 'Careless', { enforceSSL: true }), 'is not encrypted'],
  ['a table', (stack) => careless.table(stack), 'is not encrypted'],
  [
    'a secret',
    (stack) => new CfnSecret(stack, 'Careless', { secretString: 'hunter2' }),
    'has its value in the template',
  ],
  ['a key', (stack) => new Key(stack, 'Careless'), 'is never renewed'],
  [
    'a queue that takes plain text',
    (stack) => new Queue(stack, 'Careless', { encryption: QueueEncryption.SQS_MANAGED }),
    'may be spoken to without TLS',
  ],
  [
    'a queue that takes plain text from some',
    (stack) => {
      queuePolicy(stack, {
        effect: Effect.DENY,
        actions: ['sqs:*'],
        principals: [new AnyPrincipal()],
        conditions: { Bool: { 'aws:SecureTransport': 'false' }, StringNotEquals: { 'aws:PrincipalTag/team': 'ours' } },
      });
    },
    'may be spoken to without TLS',
  ],
  ['a bucket that anybody may be let into', (stack) => new CfnBucket(stack, 'Careless'), 'may be opened to everybody'],
  ['a bucket', (stack) => new CfnBucket(stack, 'Careless'), 'is not encrypted'],
  ['a bucket that takes plain text', (stack) => new Bucket(stack, 'Careless'), 'may be spoken to without TLS'],
  ['a topic that takes plain text', (stack) => new Topic(stack, 'Careless'), 'may be spoken to without TLS'],
];

const deadEnds: Case[] = [
  ['a queue', (stack) => new Queue(stack, 'Careless'), 'has no dead-letter queue'],
  [
    'a queue that a dead-letter queue names, whose function may not send there',
    (stack) => void careless.patient(stack),
    'has no dead-letter queue',
  ],
  [
    'a subscription',
    (stack) => new Topic(stack, 'Topic').addSubscription(new SqsSubscription(new Queue(stack, 'Careless'))),
    'PlantedTopic',
  ],
  ['a function', (stack) => careless.handler(stack), 'is invoked by nothing that is known here'],
  [
    'a function that a topic invokes',
    (stack) => new Topic(stack, 'Topic').addSubscription(new LambdaSubscription(careless.handler(stack))),
    'has no dead-letter queue for invocations that nobody waits for',
  ],
  [
    'a function that a stream drives',
    (stack) => {
      const eventSourceArn = careless.table(stack, { stream: StreamViewType.NEW_IMAGE }).tableStreamArn;
      const position = { startingPosition: StartingPosition.LATEST };
      careless.handler(stack).addEventSourceMapping('Mapping', { ...position, eventSourceArn: String(eventSourceArn) });
    },
    'is fed by no queue',
  ],
];

const bounds: Case[] = [
  ['a function without a time-out', (stack) => careless.handler(stack), 'has no time-out of its own'],
  [
    'a function that a queue drives as much as it likes',
    (stack) => careless.handler(stack).addEventSource(new SqsEventSource(new Queue(stack, 'Queue'))),
    'has no bounded concurrency',
  ],
  [
    'a function that a deployment calls, and a topic as well',
    (stack) => {
      const handler = careless.handler(stack);
      new CustomResource(stack, 'Resource', { serviceToken: handler.functionArn });
      new Topic(stack, 'Topic').addSubscription(new LambdaSubscription(handler));
    },
    'has no bounded concurrency',
  ],
  [
    'a function behind a gateway that lets in as much as comes',
    (stack) => new RestApi(stack, 'Api').root.addMethod('GET', new LambdaIntegration(careless.handler(stack))),
    'has no bounded concurrency',
  ],
  [
    'a function with a bounded queue that a topic invokes as well',
    (stack) => {
      const handler = careless.handler(stack);
      handler.addEventSource(new SqsEventSource(new Queue(stack, 'Queue'), { maxConcurrency: 5 }));
      new Topic(stack, 'Topic').addSubscription(new LambdaSubscription(handler));
    },
    'has no bounded concurrency',
  ],
];

const logs: Case[] = [
  [
    'a log without an end',
    (stack) => new LogGroup(stack, 'Careless', { retention: RetentionDays.INFINITE }),
    'is kept for ever',
  ],
  ['a function without a log', (stack) => careless.handler(stack), 'has no log of its own'],
  [
    'functions that share a log',
    (stack) => {
      const logGroup = new LogGroup(stack, 'Careless');
      careless.handler(stack, { logGroup });
      careless.handler(stack, { logGroup }, 'Other');
    },
    'is written by several functions',
  ],
  [
    'a log that another function may write',
    (stack) => {
      const logGroup = new LogGroup(stack, 'Careless');
      careless.handler(stack, { logGroup });
      logGroup.grantWrite(careless.handler(stack, {}, 'Other'));
    },
    'may be written by OtherServiceRole',
  ],
];

const losses: Case[] = [
  ['a table that can be deleted', (stack) => careless.table(stack), 'can be deleted'],
  ['a table without copies', (stack) => careless.table(stack), 'cannot be restored'],
  ['riders that can be deleted', (stack) => new CfnUserPool(stack, 'Careless'), 'can be deleted'],
  ['a log that goes along', (stack) => new CfnUserPool(stack, 'Careless'), 'goes with the stack'],
];

describe.each([
  ['policies', policyFindings, policies],
  ['encryption', encryptionFindings, encryption],
  ['dead ends', deadEndFindings, deadEnds],
  ['bounds', boundFindings, bounds],
  ['logs', logFindings, logs],
  ['losses', lossFindings, losses],
] as const)('the review of %s', (_, findingsIn, cases) => {
  it.each(cases)('finds %s', (_, plant, finding) => {
    expect(findingsIn(planted(plant))).toContainEqual(
      expect.stringMatching(new RegExp(`^Careless.*${escapedPattern(finding)}`)),
    );
  });
});

describe('the review', () => {
  it('lets a topic invoke a function whose failures go to a queue', () => {
    const template = planted((stack) => {
      const onFailure = new SqsDestination(new Queue(stack, 'Failures'));
      new Topic(stack, 'Topic').addSubscription(new LambdaSubscription(careless.handler(stack, { onFailure })));
    });
    expect(deadEndFindings(template).filter((finding) => finding.startsWith('Careless'))).toEqual([
      expect.stringContaining('Topic'), // the subscription, which is another hop
    ]);
  });

  it('leaves a queue without a redrive policy to the function that moves its messages', () => {
    const template = planted((stack) => {
      const { handler, deadLetters } = careless.patient(stack);
      deadLetters.grantSendMessages(handler);
    });
    expect(deadEndFindings(template)).toEqual([]);
  });

  it("leaves a key to the account's root, and X-Ray without resources", () => {
    const template = planted((stack) => {
      new Key(stack, 'Careless');
      allow(stack, ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*');
    });
    expect(policyFindings(template)).toEqual([]);
  });
});

function planted(plant: (stack: Stack) => void): Template {
  const app = new App({
    context: featureFlags,
    builtinCloudFormationValidation: false,
  });
  const stack = new Stack(app, 'Planted');
  plant(stack);
  return app.synth().getStackByName('Planted').template;
}

const careless = {
  table: (stack: Stack, props = {}) =>
    new Table(stack, 'Careless', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      encryption: TableEncryption.DEFAULT,
      ...props,
    }),
  /** A queue without a redrive policy, the function that it drives, and the dead-letter queue that names it. */
  patient: (stack: Stack) => {
    const queue = new Queue(stack, 'Careless');
    const redriveAllowPolicy = { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueues: [queue] };
    const deadLetters = new Queue(stack, 'CarelessDeadLetters', { redriveAllowPolicy });
    const handler = careless.handler(stack);
    handler.addEventSource(new SqsEventSource(queue));
    return { handler, deadLetters };
  },
  handler: (stack: Stack, props: Partial<FunctionProps> = {}, id = 'CarelessFunction') =>
    new LambdaFunction(stack, id, {
      code: Code.fromInline('exports.handler = () => {}'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      ...props,
    }),
};

function allow(stack: Stack, actions: string[], resource: string): void {
  const role = new Role(stack, 'CarelessRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
}

function plantNegation(element: 'NotAction' | 'NotResource') {
  return (stack: Stack) => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::rides/one' };
    const { [element.slice(3) as 'Action']: _, ...rest } = statement;
    const policyDocument = { Statement: { ...rest, [element]: 'something' } };
    new CfnPolicy(stack, 'Careless', { policyName: 'careless', policyDocument, roles: ['one'] });
  };
}

function queuePolicy(stack: Stack, props: ConstructorParameters<typeof PolicyStatement>[0]): void {
  const queue = new Queue(stack, 'Careless', { encryption: QueueEncryption.SQS_MANAGED });
  queue.addToResourcePolicy(
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn], ...props }),
  );
}

function permit(stack: Stack, handler: LambdaFunction, principal: string): void {
  const action = 'lambda:InvokeFunction';
  new CfnPermission(stack, 'CarelessPermission', { action, functionName: handler.functionName, principal });
}
