import { hash } from 'node:crypto';

/**
 * The message group of a rider, by which queues tell riders apart and keep one rider's many messages from delaying another's.
 * Services show it to whoever may look at a queue, and it must not be longer than 128 characters: so it is a hash.
 */
export const riderGroup = (riderId: string): string => hash('sha256', riderId).slice(0, 32);
