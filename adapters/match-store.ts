import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Choice, MatchStore } from '../core/ports.ts';
import { conditional } from './conditional.ts';

/** The choice of driver of each ride, in DynamoDB. */
export function matchStore(client: DynamoDBDocumentClient, tableName: string): MatchStore {
  const keyOf = (rideId: string) => ({ TableName: tableName, Key: { rideId } });
  return {
    get: async (rideId) => {
      const { Item } = await client.send(new GetCommand({ ...keyOf(rideId), ConsistentRead: true }));
      return Item && choiceOf(Item);
    },

    choose: async (rideId, driverId, previous, expiresAt) => {
      const first = previous === undefined;
      const written = await conditional(
        client.send(
          new UpdateCommand({
            ...keyOf(rideId),
            UpdateExpression: `SET driverId = :driver, expiresAt = :expires${first ? '' : ' ADD givenUp :givenUp'}`,
            ConditionExpression: first
              ? 'attribute_not_exists(rideId)'
              : 'driverId = :previous AND attribute_not_exists(accepted)',
            ExpressionAttributeValues: {
              ':driver': driverId,
              ':expires': expiresAt,
              ...(!first && { ':previous': previous, ':givenUp': new Set([previous]) }),
            },
          }),
        ),
      );
      return written !== undefined;
    },

    accept: async (rideId, driverId) => {
      const written = await conditional(
        client.send(
          new UpdateCommand({
            ...keyOf(rideId),
            UpdateExpression: 'SET accepted = :true',
            ConditionExpression: 'driverId = :driver',
            ExpressionAttributeValues: { ':driver': driverId, ':true': true },
          }),
        ),
      );
      return written !== undefined;
    },
  };
}

const choiceOf = ({ driverId, givenUp = new Set(), accepted = false }: Record<string, unknown>): Choice => ({
  driverId: driverId as string,
  givenUp: [...(givenUp as Set<string>)],
  accepted: accepted as boolean,
});
