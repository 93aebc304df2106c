import type { WebhookPlaces } from '../../core/ports.ts';

/** Places in memory, on the same condition as in DynamoDB. It remembers all that it has refused. */
export function inMemoryWebhookPlaces(): WebhookPlaces {
  const counts = new Map<string, number>();
  const refused = new Set<string>();
  const nameOf = ({ holder, window }: { readonly holder: string; readonly window: string }) => `${holder} ${window}`;
  return {
    take: async (place) => {
      const name = nameOf(place);
      const taken = counts.get(name) ?? 0;
      if (taken >= place.limit) {
        refused.add(name);
        return false;
      }
      counts.set(name, taken + 1);
      return true;
    },
    giveBack: async (place) => {
      const taken = counts.get(nameOf(place)) ?? 0;
      if (taken > 0) counts.set(nameOf(place), taken - 1);
    },
    areTaken: (place) => refused.has(nameOf(place)),
  };
}
