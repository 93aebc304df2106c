import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** The result of a conditional write; undefined when its condition did not hold. Other errors are rethrown. */
export async function conditional<Output>(write: Promise<Output>): Promise<Output | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
