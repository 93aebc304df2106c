import { readMessage } from '../redrive/read-message.ts';
import type { RawMessage } from './protocol.ts';

/** A message with its metadata. `at` is in epoch milliseconds. */
export function rawMessage(messageId: string, at: number, body: string): RawMessage {
  const content = readMessage(body);
  if ('unreadable' in content) return { messageId, at, kind: `unreadable: ${content.unreadable}`, rideId: null, body };
  const branch = content.branch === undefined ? '' : ` of ${content.branch}`;
  return { messageId, at, kind: `${content.kind}${branch}`, rideId: content.rideId, body };
}
