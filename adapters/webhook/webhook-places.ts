import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WebhookPlace, WebhookPlaces } from '../../core/ports.ts';
import { conditional } from '../conditional.ts';
import { countUpTo } from '../count-up-to.ts';

/** How long a process remembers that no place was left, without asking again. */
const rememberedMs = 10_000;

/**
 * Places in DynamoDB, one item per holder and window: a single conditional write takes one, or refuses.
 * @param now milliseconds, on any scale
 */
export function webhookPlaces(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: () => number = () => Date.now(),
): WebhookPlaces {
  const takenUntil = new Map<string, number>();

  const remember = (place: WebhookPlace) => {
    // They are in insertion order, so the oldest come first.
    for (const [name, until] of takenUntil) {
      if (until > now()) break;
      takenUntil.delete(name);
    }
    takenUntil.set(nameOf(place), now() + rememberedMs);
  };

  return {
    take: async (place) => {
      const { holder, window, limit, expiresAt } = place;
      const key = { holder, window };
      const hasPlace = await countUpTo(client, { tableName, key, counter: 'taken', limit, expiresAt });
      if (!hasPlace) remember(place);
      return hasPlace;
    },
    giveBack: async ({ holder, window }) => {
      await conditional(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { holder, window },
            UpdateExpression: 'ADD taken :minusOne',
            ConditionExpression: 'taken > :none',
            ExpressionAttributeValues: { ':minusOne': -1, ':none': 0 },
          }),
        ),
      );
    },
    areTaken: (place) => (takenUntil.get(nameOf(place)) ?? 0) > now(),
  };
}

const nameOf = ({ holder, window }: WebhookPlace): string => `${holder} ${window}`;
