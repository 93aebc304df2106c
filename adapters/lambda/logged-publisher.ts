import type { RideEventPublisher, RideRequestedPublisher } from '../../core/ports.ts';
import { logRide } from './ride-log.ts';

/** The publisher of ride requests, with a line in the log for each that the topic has taken. */
export const loggedRequests = ({ publish }: RideRequestedPublisher): RideRequestedPublisher => ({
  publish: async (message) => {
    await publish(message);
    const { requestedAt, deadlineAt } = message;
    logRide(message, 'ride published', { requestedAt, deadlineAt });
  },
});

/**
 * The publisher of ride events, with a line in the log for each that the topic has taken, but for progress: the line
 * `answers recorded` has said that.
 */
export const loggedEvents = ({ publish }: RideEventPublisher): RideEventPublisher => ({
  publish: async (event) => {
    await publish(event);
    if (event.type !== 'ride.progress') logRide(event, 'event announced', { type: event.type });
  },
});
