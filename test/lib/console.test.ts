import { describe, expect, it } from 'vitest';
import { consoleConfig } from '../../cli/console/console-config.ts';
import type { ConsoleConfig } from '../../cli/console/protocol.ts';
import { consoleConfigIn, plain, securityPolicyIn } from './console-in.ts';
import { type Synthesized, synthesize } from './synthesize.ts';

const stack = synthesize({ console: true, push: true });

/** The one resource of a type: its logical id, and its properties. */
function only({ all }: Synthesized, type: string) {
  const found = all(type);
  expect(found).toHaveLength(1);
  const [id, { Properties }] = found[0] ?? expect.fail();
  return { id, ...Properties };
}

const distribution = only(stack, 'AWS::CloudFront::Distribution');
const site = distribution.DistributionConfig;
const bucket = only(stack, 'AWS::S3::Bucket');
const origins = new Map<string, Record<string, unknown>>(site.Origins.map((each: { Id: string }) => [each.Id, each]));
const behaviors = new Map<string, Record<string, unknown> & { TargetOriginId: string }>(
  site.CacheBehaviors.map((each: { PathPattern: string }) => [each.PathPattern, each]),
);
const notCached = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'; // CloudFront's own CachingDisabled
const allButHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac'; // and AllViewerExceptHostHeader

describe('the console on AWS', () => {
  it.each([
    [{}, 0],
    [{ console: true }, 1],
    [{ console: false }, 0],
    [{ target: 'localstack', console: true }, 0],
    [{ target: 'embedded', console: true }, 0],
  ] as const)('is there where it is asked for, and only there: %o', (props, count) => {
    const { all, template } = synthesize(props);
    expect(all('AWS::CloudFront::Distribution')).toHaveLength(count);
    expect('ConsoleUrl' in template.toJSON().Outputs).toBe(count === 1);
  });

  it('has its files in a bucket that CloudFront alone reads, for this site alone', () => {
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { Statement } = only(stack, 'AWS::S3::BucketPolicy').PolicyDocument;
    const allowed = Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } });
    expect(JSON.stringify(allowed[0].Condition.StringEquals['AWS:SourceArn'])).toContain(
      `":distribution/",{"Ref":"${distribution.id}"}`,
    );
    const denied = Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Deny');
    expect(denied.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ]);
    const { id, OriginAccessControlConfig } = only(stack, 'AWS::CloudFront::OriginAccessControl');
    expect(OriginAccessControlConfig).toMatchObject({ SigningBehavior: 'always', SigningProtocol: 'sigv4' });
    expect(origins.get(site.DefaultCacheBehavior.TargetOriginId)).toMatchObject({
      DomainName: { 'Fn::GetAtt': [bucket.id, 'RegionalDomainName'] },
      OriginAccessControlId: { 'Fn::GetAtt': [id, 'Id'] },
    });
  });

  it('begins with its page, which is asked for anew each time, and keeps what has its hash in its name', () => {
    expect(site.DefaultRootObject).toBe('index.html');
    expect(site.DefaultCacheBehavior.CachePolicyId).toBe(notCached);
    expect(headersOf(site.DefaultCacheBehavior)['Cache-Control']).toBe('no-cache');
    const assets = behaviors.get('/assets/*') ?? expect.fail();
    expect(assets.CachePolicyId).not.toBe(notCached);
    expect(headersOf(assets)['Cache-Control']).toBe('public, max-age=31536000, immutable');
  });

  it('is reached by https alone, in both hops', () => {
    expect(site.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    for (const { ViewerProtocolPolicy } of behaviors.values()) {
      expect(['redirect-to-https', 'https-only']).toContain(ViewerProtocolPolicy);
    }
    const custom = [...origins.values()].flatMap(({ CustomOriginConfig }) => CustomOriginConfig ?? []);
    expect(custom).toEqual([{ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] }]);
  });

  it('has the API beside it, with all methods, all headers but the host, and nothing of it kept', () => {
    const api = behaviors.get('/v1/*') ?? expect.fail();
    expect(api).toMatchObject({
      CachePolicyId: notCached,
      OriginRequestPolicyId: allButHost,
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: expect.arrayContaining(['GET', 'POST', 'PUT']),
    });
    const [[id] = expect.fail()] = stack.all('AWS::ApiGateway::RestApi');
    const domain = JSON.stringify(origins.get(api.TargetOriginId)?.DomainName);
    expect(domain).toContain(`{"Ref":"${id}"},".execute-api."`);
    // The stage is the first part of the path, and is passed on with it.
    expect(origins.get(api.TargetOriginId)).not.toHaveProperty('OriginPath');
  });

  it.each(['Page', 'Assets'])('tells browsers to be careful with its files: %s', (name) => {
    const [id, policy] =
      stack.all('AWS::CloudFront::ResponseHeadersPolicy').find(([id]) => id.includes(name)) ?? expect.fail();
    expect(headersOf({ ResponseHeadersPolicyId: { Ref: id } })).toMatchObject({
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    expect(policy.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
    });
    expect(securityPolicyIn(policy.Properties)).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self' https://ride-request-dev-<AWS::AccountId>.auth.<AWS::Region>.amazoncognito.com wss://*.appsync-realtime-api.<AWS::Region>.amazonaws.com",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('lets its page listen nowhere where there is no push', () => {
    const [, policy] = synthesize({ console: true }).all('AWS::CloudFront::ResponseHeadersPolicy')[0] ?? expect.fail();
    expect(securityPolicyIn(policy.Properties).join()).not.toContain('wss:');
  });

  it('takes riders back to its page when they have signed in or out, and drivers nowhere new', () => {
    const url = plain(stack.template.toJSON().Outputs.ConsoleUrl.Value);
    expect(url).toBe(`https://<${distribution.id}.DomainName>/`);
    const clients = stack.all('AWS::Cognito::UserPoolClient').map(([, { Properties }]) => Properties);
    expect(clients.map(({ CallbackURLs }) => CallbackURLs.map(plain))).toEqual([
      ['http://localhost:4180/', url],
      ['http://localhost:4180/'],
    ]);
    expect(clients.map(({ LogoutURLs }) => LogoutURLs?.map(plain))).toEqual([[url], undefined]);
  });

  it('tells its page all that the embedded cloud tells it, and how to sign in', () => {
    const config: ConsoleConfig = consoleConfigIn(stack);
    const [riders] = stack.all('AWS::Cognito::UserPoolClient').map(([id]) => id);
    const [signIn] = stack.all('AWS::Cognito::UserPoolDomain').map(([id]) => id);
    const [push] = stack.all('AWS::AppSync::Api').map(([id]) => id);
    const host = `https://<${signIn}>.auth.<AWS::Region>.amazoncognito.com`;
    const description = { outputs: { ApiUrl: 'http://127.0.0.1/v1/' } };
    expect(config).toEqual({
      ...consoleConfig({ description } as never),
      riderId: '',
      insides: false,
      simulation: false,
      push: {
        httpUrl: `https://<${push}.Dns.Http>/event`,
        realtimeUrl: `wss://<${push}.Dns.Realtime>/event/realtime`,
      },
      signIn: {
        clientId: `<${riders}>`,
        scope: 'ride-request/rider',
        authorizeUrl: `${host}/oauth2/authorize`,
        tokenUrl: `${host}/oauth2/token`,
        signOutUrl: `${host}/logout`,
        returnUrl: `https://<${distribution.id}.DomainName>/`,
      },
    });
  });

  it('tells its page whether rides can be told how to go, and of no push where there is none', () => {
    const config = consoleConfigIn(synthesize({ console: true, simulation: true }));
    expect(config.simulation).toBe(true);
    expect(config).not.toHaveProperty('push');
  });

  it.each([
    ['dev', 'Delete', false],
    ['prod', 'Retain', true],
  ] as const)('of stage %s keeps its files as it keeps tables: %s', (stage, policy, retained) => {
    const { template } = synthesize({ console: true, stage });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: policy });
    template.hasResourceProperties('Custom::CDKBucketDeployment', { RetainOnDelete: retained });
  });

  it('is filled by a function that may not see what would keep it from emptying the bucket', () => {
    const { Role } =
      stack.all('AWS::Lambda::Function').find(([id]) => id.includes('BucketDeployment'))?.[1].Properties ??
      expect.fail();
    const policies = stack
      .all('AWS::IAM::Policy')
      .filter(([, { Properties }]) => Properties.Roles[0].Ref === Role['Fn::GetAtt'][0]);
    const actions = policies.flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );
    expect(actions.toSorted()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });
});

function headersOf({ ResponseHeadersPolicyId }: Record<string, unknown>): Record<string, string> {
  const { Ref } = ResponseHeadersPolicyId as { Ref: string };
  const policy = stack.all('AWS::CloudFront::ResponseHeadersPolicy').find(([id]) => id === Ref) ?? expect.fail();
  const { Items } = policy[1].Properties.ResponseHeadersPolicyConfig.CustomHeadersConfig;
  return Object.fromEntries(Items.map(({ Header, Value }: Record<string, string>) => [Header, Value]));
}
