import type { GatherMessage } from './messages.ts';

/** The identity of a ride's deadline message. */
export const deadlineIdentity = 'deadline';

/**
 * What a message is known by, within its ride: the same in all its deliveries and copies, in a redrive too, where SQS
 * gives it a new id. The record of a ride names the message that moved it on.
 */
export function identityOf(message: GatherMessage): string {
  switch (message.kind) {
    case 'deadline':
      return deadlineIdentity;
    case 'settle':
      return message.id ?? message.state;
    case 'wake-up':
    case 'branch-result':
      return `answer:${message.branch}`;
  }
}
