import { usageOf } from './bills.ts';
import { msOfCall } from './functions.ts';
import type { Count, Measured } from './measured.ts';
import { type Price, type PriceName, priceNames, region as priceRegion, prices } from './prices.ts';
import { type Question, reportSeconds } from './question.ts';
import { usageOfReport } from './requests.ts';
import { dollarsFor, dollarsOf, type Usage } from './usage.ts';

/** Dollars an hour, at the average rate of rides. */
export interface HourlyCost {
  readonly priceRegion: string;
  readonly lines: readonly CostLine[];
  readonly rides: number;
  readonly completions: number;
  readonly reports: number;
  readonly all: number;
  /** The same rides in other designs, by name. */
  readonly elsewhere: Readonly<Record<string, number>>;
}

export interface CostLine {
  /** The service and the billed item. */
  readonly what: string;
  readonly rides: number;
  readonly completions: number;
  readonly reports: number;
}

const million = 1_000_000;

/** The cost of an hour: planned rides, their completions, and drivers' reports. */
export function planCost(
  question: Question,
  measured: Measured,
  requests: { readonly ride: readonly Count[]; readonly completion: readonly Count[] },
): HourlyCost {
  const { ridesPerMinute, drivers } = question;
  const perHour = { rides: ridesPerMinute * 60, reports: (drivers * 3_600) / reportSeconds };
  const { times } = measured;
  const rideMs: Readonly<Record<string, number>> = {
    ...times.completion,
    ...times.ride,
    api: msOfCall(question, measured),
  };
  const completionMs: Readonly<Record<string, number>> = { ...times.completion, api: times.completing };
  const usages = {
    rides: usageOf(requests.ride, 1, (name) => rideMs[name] ?? Number.NaN),
    completions: usageOf(requests.completion, 1, (name) => completionMs[name] ?? Number.NaN),
    reports: usageOfReport(measured),
  };
  const lineOf = (name: PriceName): CostLine => ({
    what: labelOf(name),
    rides: dollars(name, usages.rides, perHour.rides),
    completions: dollars(name, usages.completions, perHour.rides),
    reports: dollars(name, usages.reports, perHour.reports),
  });
  const lines = priceNames.map(lineOf).filter((line) => line.rides + line.completions + line.reports > 0);
  const total = (part: 'rides' | 'completions' | 'reports') => lines.reduce((sum, line) => sum + line[part], 0);
  const [rides, completions, reports] = [total('rides'), total('completions'), total('reports')];
  return {
    priceRegion,
    lines,
    rides,
    completions,
    reports,
    all: rides + completions + reports,
    elsewhere: Object.fromEntries(
      measured.bills
        .filter(({ name }) => !name.startsWith('this design'))
        .map(({ name, usage }) => [name, (dollarsOf(usage).withGateway * perHour.rides) / million]),
    ),
  };
}

const dollars = (name: PriceName, usage: Usage, times: number): number =>
  (dollarsFor(name, usage[name] ?? 0) * times) / million;

function labelOf(name: PriceName): string {
  const { service, what }: Price = prices[name];
  return `${service} ${what}`;
}
