import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional } from './conditional.ts';

/** An update of one item that holds under a condition. */
export type Change = Pick<
  ConstructorParameters<typeof UpdateCommand>[0],
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** The items of the drivers' table, one by one. */
export function driverItems<Item>(client: DynamoDBDocumentClient, tableName: string) {
  const keyOf = (driverId: string) => ({ TableName: tableName, Key: { driverId } });
  return {
    /** The item as written; undefined when the condition did not hold. */
    update: async (driverId: string, change: Change): Promise<Item | undefined> => {
      const command = new UpdateCommand({ ...keyOf(driverId), ...change, ReturnValues: 'ALL_NEW' });
      return (await conditional(client.send(command)))?.Attributes as Item | undefined;
    },

    /** The item as it was last written. */
    latest: async (driverId: string): Promise<Item | undefined> =>
      (await client.send(new GetCommand({ ...keyOf(driverId), ConsistentRead: true }))).Item as Item | undefined,
  };
}
