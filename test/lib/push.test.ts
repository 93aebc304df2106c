import { describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { synthesize } from './synthesize.ts';

describe('push', () => {
  const stack = synthesize({ push: true, simulation: true });
  const [[apiId, { Properties: api }] = expect.fail()] = stack.all('AWS::AppSync::Api');

  it.each([
    [{}, 0],
    [{ push: true }, 1],
    [{ target: 'embedded' }, 1],
    [{ target: 'embedded', push: false }, 0],
    [{ target: 'localstack' }, 0],
    [{ target: 'localstack', push: true }, 0],
  ] as const)(
    'is there where it is asked for, or costs nothing, and never where there is no AppSync: %o',
    (props, count) => {
      const { all, functionNamed } = synthesize(props);
      expect(all('AWS::AppSync::Api')).toHaveLength(count);
      for (const branch of Object.keys(branches)) {
        const told = 'RIDE_EVENTS_TOPIC' in functionNamed(branch).Properties.Environment.Variables;
        expect(told).toBe(count === 1);
      }
    },
  );

  it('lets in by a token, and publish by a role, as nobody keeps an answer about either', () => {
    const [authorizer] = stack
      .all('AWS::Lambda::Function')
      .find(([, { Properties }]) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === 'push-authorizer') ?? [
      expect.fail(),
    ];
    const token = { AuthType: 'AWS_LAMBDA' };
    const role = { AuthType: 'AWS_IAM' };
    const asked = { AuthorizerUri: { 'Fn::GetAtt': [authorizer, 'Arn'] }, AuthorizerResultTtlInSeconds: 0 };
    expect(api.EventConfig).toMatchObject({
      AuthProviders: [role, { ...token, LambdaAuthorizerConfig: asked }],
      ConnectionAuthModes: [token],
      DefaultPublishAuthModes: [role],
      DefaultSubscribeAuthModes: [token],
      LogConfig: { LogLevel: 'ERROR' },
    });
    stack.template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [authorizer, 'Arn'] },
      Principal: 'appsync.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [apiId, 'ApiArn'] },
    });
  });

  it('has AppSync take the role that writes its log for this account alone', () => {
    const { 'Fn::GetAtt': [role] = [] } = api.EventConfig.LogConfig.CloudWatchLogsRoleArn;
    const [, { Properties }] = stack.all('AWS::IAM::Role').find(([id]) => id === role) ?? expect.fail();
    expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'appsync.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('lets its lane alone publish, on channels of rides alone', () => {
    const publishing = stack
      .all('AWS::IAM::Policy')
      .flatMap(([, { Properties }]) =>
        Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
          [Action].flat().some((action) => action.startsWith('appsync:')),
        ).map((statement: object) => ({ ...statement, role: Properties.Roles[0].Ref })),
      );
    expect(publishing).toEqual([
      {
        Action: 'appsync:EventPublish',
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [apiId, 'ApiArn'] }, '/channelNamespace/rides']] },
        role: stack.functionNamed('push').Properties.Role['Fn::GetAtt'][0],
      },
    ]);
  });

  it('says where to connect', () => {
    const { PushHttpUrl, PushRealtimeUrl } = stack.template.toJSON().Outputs;
    const host = (name: string) => ({ 'Fn::GetAtt': [apiId, name] });
    expect(PushHttpUrl.Value).toEqual({ 'Fn::Join': ['', ['https://', host('Dns.Http'), '/event']] });
    expect(PushRealtimeUrl.Value).toEqual({ 'Fn::Join': ['', ['wss://', host('Dns.Realtime'), '/event/realtime']] });
  });
});
