import type { SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';

/** A message that no further delivery will make readable. It says where it is wrong and keeps its contents to itself. */
export class UnreadableMessageError extends Error {
  constructor(why: string) {
    super(`The message can't be read: ${why}.`);
    this.name = 'UnreadableMessageError';
  }
}

/** The message that a record carries. `parse` takes its body. Throws `UnreadableMessageError`. */
export function readRecord<Message>({ body }: SQSRecord, parse: (body: string) => Message): Message {
  try {
    return parse(body);
  } catch (error) {
    throw new UnreadableMessageError(whyNot(error));
  }
}

/** The same, for a message that one schema describes. */
export const readAs = <Schema extends z.ZodMiniType>(schema: Schema, record: SQSRecord): z.infer<Schema> =>
  readRecord(record, (body) => schema.parse(JSON.parse(body)));

function whyNot(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  if (!(error instanceof $ZodError)) return 'it does not fit its schema';
  return error.issues.map(({ path, code }) => `${path.map(nameOf).join('.') || 'message'} (${code})`).join(', ');
}

/** Fields are named by words. What else stands as a key came with the message, and is a part of its contents. */
function nameOf(key: PropertyKey): string {
  const name = String(key);
  return /^([A-Za-z]{1,40}|\d+)$/.test(name) ? name : '*';
}
