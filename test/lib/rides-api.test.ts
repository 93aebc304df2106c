import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from './synthesize.ts';

const stack = synthesize();
const routes = [
  'GET /rides/{rideId}',
  'POST /rides',
  'POST /rides/{rideId}/cancel',
  'POST /rides/{rideId}/complete',
  'PUT /drivers/{driverId}',
];

describe('the API', () => {
  it('routes every call to its function', () => {
    expect(routesOf(stack)).toEqual(routes);
    for (const [, { Properties }] of stack.all('AWS::ApiGateway::Method')) {
      expect(Properties.Integration).toMatchObject({ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' });
    }
  });

  it('has the sequential flow only where simulation is on', () => {
    const simulated = synthesize({ simulation: true });
    expect(routesOf(simulated)).toEqual([...routes, 'POST /sequential-rides'].toSorted());
    expect(simulated.functionNamed('sequential-ride').Properties.Timeout).toBe(29);
    expect(() => stack.functionNamed('sequential-ride')).toThrow();
  });

  it('is throttled, and logs who asked for what without what was in it', () => {
    const [, { Properties }] = stack.all('AWS::ApiGateway::Stage')[0] ?? expect.fail('no stage');
    expect(Properties.StageName).toBe('v1');
    expect(Properties.MethodSettings).toEqual([
      expect.objectContaining({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000, DataTraceEnabled: false }),
    ]);
    expect(JSON.parse(Properties.AccessLogSetting.Format)).toMatchObject({ resourcePath: '$context.resourcePath' });
  });

  it("makes the gateway's own log before the gateway does", () => {
    const [id] = stack.all('AWS::Logs::LogGroup').find(([name]) => name.startsWith('ApiExecutionLogs')) ?? [];
    stack.template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([id]) });
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', 404, 'not_found'],
    ['REQUEST_TOO_LARGE', 413, 'body_too_large'],
    ['THROTTLED', 429, 'too_many_requests'],
    ['INTEGRATION_TIMEOUT', 504, 'gateway_timeout'],
    ['ACCESS_DENIED', 403, 'forbidden'],
    ['DEFAULT_4XX', 400, 'bad_request'],
    ['DEFAULT_5XX', 500, 'internal_error'],
  ])('gives %s the shape of the other problems: %i %s', (type, status, code) => {
    const answer = stack
      .all('AWS::ApiGateway::GatewayResponse')
      .map(([, { Properties }]) => Properties)
      .find(({ ResponseType }) => ResponseType === type);
    expect(answer.StatusCode).toBe(String(status));
    expect(answer.ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    expect(JSON.parse(answer.ResponseTemplates['application/json'])).toEqual({
      type: `urn:ride-request:problem:${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
    });
  });

  it('says to a throttled caller when to come back', () => {
    stack.template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'THROTTLED',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
    });
  });
});

function routesOf({ all }: Synthesized): string[] {
  const resources = new Map(all('AWS::ApiGateway::Resource'));
  const pathOf = (id: string | undefined): string => {
    const properties = resources.get(id ?? '')?.Properties;
    return properties ? `${pathOf(properties.ParentId.Ref)}/${properties.PathPart}` : '';
  };
  return all('AWS::ApiGateway::Method')
    .map(([, { Properties }]) => `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`)
    .toSorted();
}
