import type { SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';

/** A message that no redelivery will make readable. The error says where it is malformed, without its contents. */
export class UnreadableMessageError extends Error {
  constructor(why: string) {
    super(`The message can't be read: ${why}.`);
    this.name = 'UnreadableMessageError';
  }
}

/** The message in a record. `parse` parses its body. Throws `UnreadableMessageError`. */
export function readRecord<Message>({ body }: SQSRecord, parse: (body: string) => Message): Message {
  try {
    return parse(body);
  } catch (error) {
    throw new UnreadableMessageError(whyNot(error));
  }
}

/** The same, for a message with a single schema. */
export const readAs = <Schema extends z.ZodMiniType>(schema: Schema, record: SQSRecord): z.infer<Schema> =>
  readRecord(record, (body) => schema.parse(JSON.parse(body)));

function whyNot(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  if (!(error instanceof $ZodError)) return 'it does not fit its schema';
  return error.issues.map(({ path, code }) => `${path.map(nameOf).join('.') || 'message'} (${code})`).join(', ');
}

/** Field names consist of letters, list indexes of digits. Any other key is part of the message's contents. */
function nameOf(key: PropertyKey): string {
  const name = String(key);
  return /^([A-Za-z]{1,40}|\d+)$/.test(name) ? name : '*';
}
