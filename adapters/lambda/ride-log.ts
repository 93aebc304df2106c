import type { RideLines } from '../../core/ride-lines.ts';
import { traceIdOf } from '../../core/traceparent.ts';
import { logger } from './telemetry.ts';

/** Anything that says whose it is: a ride, a message, an event. */
export interface OfRide {
  readonly rideId: string;
  readonly traceparent: string;
}

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

/** The fields by which all lines about a ride are found. */
export const idsOf = ({ rideId, traceparent }: OfRide) => ({ rideId, traceId: traceIdOf(traceparent) });
