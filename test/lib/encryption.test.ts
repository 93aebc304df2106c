import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const { all } = synthesize();

describe('encryption', () => {
  it('encrypts every queue', () => {
    for (const [, { Properties }] of all('AWS::SQS::Queue')) expect(Properties.SqsManagedSseEnabled).toBe(true);
  });

  it('encrypts every topic', () => {
    for (const [, { Properties }] of all('AWS::SNS::Topic')) {
      expect(JSON.stringify(Properties.KmsMasterKeyId)).toContain('alias/aws/sns');
    }
  });

  it('encrypts every table', () => {
    for (const [, { Properties }] of all('AWS::DynamoDB::Table')) {
      expect(Properties.SSESpecification).toEqual({ SSEEnabled: true });
    }
  });

  it.each([
    ['queue', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
    ['topic', 'AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
  ])('denies every %s to whoever comes without TLS', (_, type, policyType, key) => {
    const guarded = all(policyType)
      .filter(([, { Properties }]) => Properties.PolicyDocument.Statement.some(deniesPlainText))
      .map(([, { Properties }]) => Properties[key][0].Ref);
    expect(guarded.toSorted()).toEqual(
      all(type)
        .map(([id]) => id)
        .toSorted(),
    );
  });
});

function deniesPlainText(statement: { Effect: string; Condition?: { Bool?: Record<string, string> } }): boolean {
  return statement.Effect === 'Deny' && statement.Condition?.Bool?.['aws:SecureTransport'] === 'false';
}
