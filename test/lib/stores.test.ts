import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const { template, all } = synthesize();

describe('the tables', () => {
  it('are paid by use and forget what has expired', () => {
    for (const [, { Properties }] of all('AWS::DynamoDB::Table')) {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      });
    }
  });

  it('index the rides by rider, with keys only', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'rideId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ofRider',
          KeySchema: [
            { AttributeName: 'riderId', KeyType: 'HASH' },
            { AttributeName: 'requestedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
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
});
