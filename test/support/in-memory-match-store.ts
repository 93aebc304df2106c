import type { Choice, MatchStore } from '../../core/ports.ts';

/** Choices in memory, on the same conditions as in DynamoDB. */
export function inMemoryMatchStore(): MatchStore {
  const choices = new Map<string, Choice>();
  return {
    get: async (rideId) => structuredClone(choices.get(rideId)),

    choose: async (rideId, driverId, previous) => {
      const current = choices.get(rideId);
      if (current?.driverId !== previous || current?.accepted) return false;
      const givenUp = current ? [...current.givenUp, current.driverId] : [];
      choices.set(rideId, { driverId, givenUp, accepted: false });
      return true;
    },

    accept: async (rideId, driverId) => {
      const current = choices.get(rideId);
      if (current?.driverId !== driverId) return false;
      choices.set(rideId, { ...current, accepted: true });
      return true;
    },
  };
}
