import type { GatherMessage } from './messages.ts';

/** The identity of a ride's deadline message. */
export const deadlineIdentity = 'deadline';

/**
 * The identity of a message within its ride: the same in all its deliveries and copies, even after a redrive, when SQS
 * assigns a new id. A ride's record names the message that caused its transition.
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
