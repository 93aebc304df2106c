import { type Price, type PriceName, priceNames, prices, type Service, services } from './prices.ts';

/** The billed usage of one ride, by price. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;

const rides = 1_000_000;

/** The cost of this usage for a million rides, in dollars. */
export function dollarsFor(name: PriceName, perRide: number): number {
  const { dollars, per }: Price = prices[name];
  return (perRide * rides * dollars) / per;
}

/** Dollars for a million rides, by service. */
export function dollarsByService(usage: Usage): Record<Service, number> {
  const dollars = Object.fromEntries(services.map((service) => [service, 0])) as Record<Service, number>;
  for (const name of priceNames) dollars[prices[name].service] += dollarsFor(name, usage[name] ?? 0);
  return dollars;
}

/** Dollars for a million rides, with and without the API's gateway, which costs the same in every design. */
export function dollarsOf(usage: Usage): { readonly withGateway: number; readonly withoutGateway: number } {
  const byService = dollarsByService(usage);
  const withGateway = services.reduce((sum, service) => sum + byService[service], 0);
  return { withGateway, withoutGateway: withGateway - byService['API Gateway'] };
}

/** The sum of several usages of the same ride. */
export function sumOf(...usages: readonly Usage[]): Usage {
  const sums = priceNames.map((name) => [name, usages.reduce((sum, usage) => sum + (usage[name] ?? 0), 0)] as const);
  return Object.fromEntries(sums.filter(([, sum]) => sum !== 0));
}

/** The GB-seconds of a function of this size for this duration. */
export const gbSeconds = (memoryMb: number, ms: number): number => (memoryMb / 1024) * (ms / 1000);
