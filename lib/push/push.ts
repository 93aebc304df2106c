import { Aws } from 'aws-cdk-lib';
import { CfnApi, CfnChannelNamespace } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { variables } from '../../core/names.ts';
import { pushNamespace } from '../../core/push-channel.ts';
import { BoundedLogGroup } from '../bounded-log-group.ts';
import type { RideFunction } from '../ride-function.ts';
import { PushAuthorizer, type PushParts } from './push-authorizer.ts';

const appSync = 'appsync.amazonaws.com';

/**
 * Delivers events to riders' screens: an AppSync Event API, which manages connections and subscriptions. Riders connect and
 * subscribe with their bearer tokens; functions that it is opened to publish with their roles.
 */
export class Push extends Construct {
  readonly outputs: Readonly<Record<string, string>>;
  readonly #httpUrl: string;
  readonly #channelsArn: string;

  constructor(scope: Construct, id: string, parts: PushParts) {
    super(scope, id);
    const authorizer = new PushAuthorizer(this, 'Authorizer', parts);
    const logRole = this.#logRole();
    const api = this.#api(authorizer, logRole);
    this.#boundLogs(api, logRole, parts);
    new CfnChannelNamespace(this, 'Rides', { apiId: api.attrApiId, name: pushNamespace });
    new CfnPermission(this, 'Authorizing', {
      action: 'lambda:InvokeFunction',
      functionName: authorizer.functionArn,
      principal: appSync,
      sourceArn: api.attrApiArn,
    });
    this.#channelsArn = `${api.attrApiArn}/channelNamespace/${pushNamespace}`;
    this.#httpUrl = `https://${api.attrDnsHttp}/event`;
    this.outputs = { PushHttpUrl: this.#httpUrl, PushRealtimeUrl: `wss://${api.attrDnsRealtime}/event/realtime` };
  }

  /** Lets `handler` publish, and gives it the endpoint. */
  openTo(handler: RideFunction): void {
    handler.addEnvironment(variables.pushUrl, this.#httpUrl);
    handler.allow(['appsync:EventPublish'], this.#channelsArn);
  }

  #api(authorizer: RideFunction, logRole: Role): CfnApi {
    const token = { authType: 'AWS_LAMBDA' };
    const role = { authType: 'AWS_IAM' };
    return new CfnApi(this, 'Api', {
      name: `${Aws.STACK_NAME}-push`,
      eventConfig: {
        authProviders: [
          role,
          // Answers are not cached, because each is about one channel.
          {
            ...token,
            lambdaAuthorizerConfig: { authorizerUri: authorizer.functionArn, authorizerResultTtlInSeconds: 0 },
          },
        ],
        connectionAuthModes: [token],
        defaultPublishAuthModes: [role],
        defaultSubscribeAuthModes: [token],
        logConfig: { cloudWatchLogsRoleArn: logRole.roleArn, logLevel: 'ERROR' },
      },
    });
  }

  #logRole(): Role {
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
    return new Role(this, 'LogRole', { assumedBy: new ServicePrincipal(appSync, { conditions: ofThisAccount }) });
  }

  /** AppSync creates this log group and keeps it for ever, unless it exists before the first line. */
  #boundLogs({ attrApiId }: CfnApi, logRole: Role, { settings: { stage } }: PushParts): void {
    const logs = new BoundedLogGroup(this, 'Logs', { stage, logGroupName: `/aws/appsync/apis/${attrApiId}` });
    logRole.addToPolicy(
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logs.logGroupArn] }),
    );
  }
}
