import { hash } from 'node:crypto';

/**
 * The message group of a rider, by which fair queues keep one rider's many messages from delaying another's. It is a hash
 * because it is visible to everyone who may inspect a queue, and limited to 128 characters.
 */
export const riderGroup = (riderId: string): string => hash('sha256', riderId).slice(0, 32);
