import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { instantOf } from '../../core/time.ts';
import type { RunningStack } from './running-stack.ts';

/** Lets a rider have asked for more rides than any limit admits, in this minute and the next. */
export async function useUpQuota({ cloud, dynamo }: RunningStack, riderId: string): Promise<void> {
  const TableName = cloud.outputs.QuotasTableName;
  const minute = Math.floor(Date.now() / 60_000);
  const windows = [minute, minute + 1].map((each) => instantOf(each * 60_000));
  const expiresAt = (minute + 10) * 60;
  await Promise.all(
    windows.map((window) =>
      dynamo.send(new PutCommand({ TableName, Item: { riderId, window, asked: 1_000_000, expiresAt } })),
    ),
  );
}
