import { isRecord } from '../template.ts';

/**
 * The messages of a batch that a function reports as failed (`batchItemFailures`). As on AWS, a report that is malformed, or
 * that names a message outside of the batch, fails the whole batch; an empty one fails none.
 */
export function failedMessages(payload: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  if (payload === null) return new Set();
  const failures = isRecord(payload) ? (payload.batchItemFailures ?? []) : undefined;
  if (!Array.isArray(failures)) return new Set(messageIds);
  const reported = failures.map(itemIdentifier);
  const isSound = reported.every((id) => id !== undefined && messageIds.includes(id));
  return new Set(isSound ? (reported as string[]) : messageIds);
}

function itemIdentifier(failure: unknown): string | undefined {
  const id = isRecord(failure) ? failure.itemIdentifier : undefined;
  return typeof id === 'string' ? id : undefined;
}
