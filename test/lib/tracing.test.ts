import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const { all } = synthesize({ simulation: true });

describe('tracing', () => {
  it('goes from the API through every function and topic', () => {
    for (const [, { Properties }] of all('AWS::ApiGateway::Stage')) expect(Properties.TracingEnabled).toBe(true);
    for (const [, { Properties }] of all('AWS::Lambda::Function')) {
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    }
    for (const [, { Properties }] of rideTopics()) expect(Properties.TracingConfig).toBe('Active');
  });

  it('is what a function may use of X-Ray, and no more', () => {
    const tracing = all('AWS::IAM::Policy').map(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string[] }) => String(Action).includes('xray')),
    );
    expect(tracing).toHaveLength(all('AWS::Lambda::Function').length);
    const allowed = { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' };
    for (const statements of tracing) expect(statements).toEqual([allowed]);
  });

  it('lets SNS tell of these topics alone', () => {
    const [[, policy] = []] = all('AWS::XRay::ResourcePolicy');
    const document = JSON.stringify(policy?.Properties.PolicyDocument);
    for (const [id] of rideTopics()) expect(document).toContain(`{"Ref":"${id}"}`);
    expect(document).toContain('sns.amazonaws.com');
    expect(document).toContain('aws:SourceAccount');
  });

  it.each(['localstack', 'embedded'] as const)('is not there for %s', (target) => {
    const without = synthesize({ target });
    expect(without.all('AWS::XRay::ResourcePolicy')).toEqual([]);
    expect(JSON.stringify(without.template.toJSON())).not.toMatch(/xray|TracingConfig|"TracingEnabled":true/i);
  });
});

/** Those that carry requests and events. */
function rideTopics() {
  return all('AWS::SNS::Topic').filter(([id]) => id.startsWith('Ride'));
}
