import type { RideLines } from '../../core/ride-lines.ts';
import { idsOf, type OfRide } from './ride-scope.ts';
import { logger } from './telemetry.ts';

/**
 * Writes a line about a ride. The ids are passed with each call, because one invocation handles several rides at once and one
 * process several invocations: persistent keys of a logger would end up on the lines of other rides.
 */
export function logRide<Message extends keyof RideLines>(
  about: OfRide,
  message: Message,
  fields: RideLines[Message],
  level: 'info' | 'warn' = 'info',
): void {
  logger[level](message, { ...idsOf(about), ...fields });
}
