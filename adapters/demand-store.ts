import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DemandStore } from '../core/ports.ts';
import { epochSeconds } from '../core/time.ts';
import { groupedPuts } from './grouped-writes.ts';

/** Items expire when pricing no longer counts them. */
const keepSeconds = 3_600;

/** Demand in DynamoDB: one item per ride, with a key of area, moment and ride, so that a second write adds nothing. */
export function demandStore(client: DynamoDBDocumentClient, tableName: string): DemandStore {
  const put = groupedPuts(client, tableName, ({ area, requested }) => `${area} ${requested}`);
  return {
    add: (area, rideId, at) => put({ area, requested: `${at}#${rideId}`, expiresAt: epochSeconds(at) + keepSeconds }),

    countSince: async (area, since, atMost) => {
      const { Count = 0 } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'area = :area AND requested >= :since',
          ExpressionAttributeValues: { ':area': area, ':since': since },
          Select: 'COUNT',
          Limit: atMost,
          ScanIndexForward: false,
        }),
      );
      return Count;
    },
  };
}
