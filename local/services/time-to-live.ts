import type { AwsJsonClient } from './aws-json-client.ts';

export interface TimeToLive {
  dynamodb: Pick<AwsJsonClient, 'call'>;
  tableName: string;
  /** The attribute with an item's expiry time, in epoch seconds. */
  attribute: string;
  keyNames: readonly string[];
  intervalMs: number;
  /** How much earlier than its expiry time an item counts as expired. */
  aheadMs: number;
}

type Item = Record<string, unknown>;

/** As in DynamoDB, which ignores an expiry time that is too far in the past. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;
/** Small pages: a scan blocks the embedded DynamoDB, and requests must run in between. */
const PAGE_SIZE = 200;

/** Deletes expired items at intervals, until stopped. */
export function startSweeper(table: TimeToLive): { stop(): Promise<void> } {
  let sweeping = Promise.resolve();
  let stopped = false;
  const timer = setInterval(() => {
    sweeping = sweeping
      .then(() => sweep(table, () => stopped))
      .catch(() => {
        // The table was deleted or the service is going down; the next interval tries again.
      });
  }, table.intervalMs);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}

async function sweep(table: TimeToLive, isStopped: () => boolean): Promise<void> {
  let startKey: Item | undefined;
  do {
    const page = await expiredPage(table, startKey);
    await Promise.all(page.Items.map((key) => deleteExpired(table, key)));
    startKey = page.LastEvaluatedKey;
  } while (startKey && !isStopped());
}

function expiredPage(table: TimeToLive, startKey: Item | undefined) {
  return table.dynamodb.call<{ Items: Item[]; LastEvaluatedKey?: Item }>('Scan', {
    TableName: table.tableName,
    Limit: PAGE_SIZE,
    ...(startKey ? { ExclusiveStartKey: startKey } : {}),
    ...expired(table, 'FilterExpression'),
    ProjectionExpression: table.keyNames.map((_, index) => `#key${index}`).join(', '),
    ExpressionAttributeNames: {
      '#expiry': table.attribute,
      ...Object.fromEntries(table.keyNames.map((name, index) => [`#key${index}`, name])),
    },
  });
}

/** Only if it is still expired: its expiry time may have been extended since the scan. */
async function deleteExpired(table: TimeToLive, key: Item): Promise<void> {
  const input = {
    TableName: table.tableName,
    Key: key,
    ...expired(table, 'ConditionExpression'),
    ExpressionAttributeNames: { '#expiry': table.attribute },
  };
  await table.dynamodb.call('DeleteItem', input).catch((error) => {
    if (error.code !== 'ConditionalCheckFailedException') throw error;
  });
}

function expired({ aheadMs }: TimeToLive, expressionName: 'FilterExpression' | 'ConditionExpression') {
  const nowSeconds = Math.floor((Date.now() + aheadMs) / 1000);
  return {
    [expressionName]: '#expiry BETWEEN :oldest AND :now',
    ExpressionAttributeValues: {
      ':oldest': { N: String(nowSeconds - OLDEST_SECONDS) },
      ':now': { N: String(nowSeconds) },
    },
  };
}
