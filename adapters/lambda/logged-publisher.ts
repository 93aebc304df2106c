import type { RideEventPublisher, RideRequestedPublisher } from '../../core/ports.ts';
import { logRide } from './ride-log.ts';

/** The publisher of ride requests, which logs each request that the topic has accepted. */
export const loggedRequests = ({ publish }: RideRequestedPublisher): RideRequestedPublisher => ({
  publish: async (message) => {
    await publish(message);
    const { requestedAt, deadlineAt } = message;
    logRide(message, 'ride published', { requestedAt, deadlineAt });
  },
});

/**
 * The publisher of ride events, which logs each event that the topic has accepted, except progress: the line `answers
 * recorded` covers that.
 */
export const loggedEvents = ({ publish }: RideEventPublisher): RideEventPublisher => ({
  publish: async (event) => {
    await publish(event);
    if (event.type !== 'ride.progress') logRide(event, 'event announced', { type: event.type });
  },
});
