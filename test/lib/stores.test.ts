import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const { template, all } = synthesize();

describe('the tables', () => {
  it('are paid by use, can be restored to a point in time, and forget what has expired', () => {
    for (const [, { Properties }] of all('AWS::DynamoDB::Table')) {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      });
    }
  });

  it('index the drivers by where they are available', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'driverId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'available',
          KeySchema: [
            { AttributeName: 'availableIn', KeyType: 'HASH' },
            { AttributeName: 'place', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['position', 'heldBy', 'leaseUntil'] },
        },
      ],
    });
  });

  it.each([
    ['dev', 'Delete', false],
    ['prod', 'Retain', true],
  ] as const)('in %s: %s with the stack, protected: %s', (stage, policy, isProtected) => {
    for (const [, table] of synthesize({ stage }).all('AWS::DynamoDB::Table')) {
      expect(table.DeletionPolicy).toBe(policy);
      expect(table.Properties.DeletionProtectionEnabled).toBe(isProtected);
    }
  });
});
