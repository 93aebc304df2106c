import type { GatherMessage } from './messages.ts';
import type { RideIdentity } from './ports.ts';
import type { Instant } from './time.ts';

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

/** Whether a message is about this ride, and not about another one of its id. Version 0.1.0 did not say when it was requested. */
export const isAbout = <Found extends RideIdentity>(
  { requestedAt }: { readonly requestedAt?: Instant | undefined },
  ride: Found | undefined,
): ride is Found => ride !== undefined && (requestedAt === undefined || requestedAt === ride.requestedAt);
