import { describe, expect, it } from 'vitest';
import { templateChanges } from '../../../cli/dev/template-changes.ts';

const lambda = (key: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: key }, Timeout: 10, ...properties },
  Metadata: { 'aws:asset:path': key },
});
const queue = (properties: Record<string, unknown> = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });

describe('what differs from one template to the next', () => {
  it("is nothing where functions' code alone does", () => {
    expect(templateChanges({ Resources: { F: lambda('a.zip') } }, { Resources: { F: lambda('b.zip') } })).toEqual([]);
  });

  it('is told by resource and property, with both values', () => {
    const before = { Resources: { F: lambda('a.zip'), Q: queue({ RedrivePolicy: { maxReceiveCount: 3 } }) } };
    const after = {
      Resources: {
        F: lambda('b.zip', { Timeout: 20 }),
        Q: queue({ RedrivePolicy: { maxReceiveCount: 5 }, Fifo: true }),
      },
    };
    expect(templateChanges(before, after)).toEqual([
      '~ F (AWS::Lambda::Function) Properties Timeout: 10 → 20',
      '~ Q (AWS::SQS::Queue) Properties RedrivePolicy maxReceiveCount: 3 → 5',
      '~ Q (AWS::SQS::Queue) Properties Fifo: nothing → true',
    ]);
  });

  it('has resources that come and go, and what else a template holds', () => {
    const before = { Resources: { Old: queue() }, Outputs: { Url: { Value: 'a' } } };
    const after = { Resources: { New: queue() }, Outputs: { Url: { Value: 'b' } } };
    expect(templateChanges(before, after)).toEqual([
      '+ New (AWS::SQS::Queue)',
      '- Old (AWS::SQS::Queue)',
      '~ Outputs Url Value: "a" → "b"',
    ]);
  });

  it('is a type that has changed', () => {
    const changes = templateChanges({ Resources: { A: queue() } }, { Resources: { A: { Type: 'AWS::SNS::Topic' } } });
    expect(changes).toEqual([
      '~ A (AWS::SNS::Topic) Type: "AWS::SQS::Queue" → "AWS::SNS::Topic"',
      '~ A (AWS::SNS::Topic) Properties: {} → nothing',
    ]);
  });

  it('is counted where it is a great deal', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`Q${index}`, queue()]));
    const changes = templateChanges({ Resources: {} }, { Resources: many });
    expect(changes.length).toBeLessThan(30);
    expect(changes.at(-1)).toBe(`and ${30 - (changes.length - 1)} more`);
  });
});
