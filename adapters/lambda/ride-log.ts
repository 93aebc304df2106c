import type { RideLines } from '../../core/ride-lines.ts';
import { idsOf, type OfRide } from './ride-scope.ts';
import { logger } from './telemetry.ts';

/**
 * Writes a line about a ride. The ids go along with each call, because one invocation works on several rides at once and
 * one process on several invocations: keys that a logger remembers would end up on the neighbours' lines.
 */
export function logRide<Message extends keyof RideLines>(
  about: OfRide,
  message: Message,
  fields: RideLines[Message],
  level: 'info' | 'warn' = 'info',
): void {
  logger[level](message, { ...idsOf(about), ...fields });
}
