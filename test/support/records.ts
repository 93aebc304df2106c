import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { RunningStack } from './running-stack.ts';

/** All items of a table, by the name of the stack's output that names the table. */
export async function recordsOf({ cloud, dynamo }: RunningStack, output: string): Promise<Record<string, unknown>[]> {
  const TableName = cloud.outputs[output];
  if (TableName === undefined) throw new Error(`The stack has no output ${output}.`);
  const records: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName, ConsistentRead: true })) {
    records.push(...Items);
  }
  return records;
}
