import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AnsweredRide, AnswerStore, Kept } from '../core/ports.ts';
import { answerOf, type StoredAnswer, storedAnswerOf } from './brief-answers.ts';
import { conditional } from './conditional.ts';

/**
 * Answers of branches in the records of their rides, in DynamoDB. The branches' roles only allow updates that name these
 * attributes and return what was updated: so both calls are updates, and neither reveals another branch's answer.
 */
export function answerStore(client: DynamoDBDocumentClient, tableName: string): AnswerStore {
  const update = async (
    ride: AnsweredRide,
    branch: string,
    { condition = '', values = {}, expression }: Update,
  ): Promise<Kept | undefined> => {
    const { rideId, requestedAt } = ride;
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { rideId },
      UpdateExpression: expression,
      ConditionExpression: `requestedAt = :requestedAt${condition}`,
      ExpressionAttributeNames: { '#branch': branch },
      ExpressionAttributeValues: { ':requestedAt': requestedAt, ':self': new Set([branch]), ...values },
      ReturnValues: 'UPDATED_NEW',
    });
    const written = (await conditional(client.send(command)))?.Attributes;
    return written && keptOf(written, branch, ride);
  };
  return {
    keep: (ride, result) =>
      update(ride, result.branch, {
        expression: 'SET results.#branch = if_not_exists(results.#branch, :result) DELETE pending :self',
        values: { ':result': ride.answers === 'brief' ? storedAnswerOf(result, ride) : result },
      }),

    find: (ride, branch) =>
      update(ride, branch, {
        expression: 'SET results.#branch = results.#branch DELETE pending :self',
        condition: ' AND attribute_exists(results.#branch)',
      }),
  };
}

interface Update {
  readonly expression: string;
  readonly condition?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** An empty set is stored as an absent attribute. */
const keptOf = (
  { results, pending = new Set() }: Record<string, unknown>,
  branch: string,
  ride: AnsweredRide,
): Kept => ({
  result: answerOf(branch, (results as Record<string, StoredAnswer>)[branch] as StoredAnswer, ride),
  pending: pending as Set<string>,
});
