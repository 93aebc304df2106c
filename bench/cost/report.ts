import { gathered, type Price, type PriceName, priceNames, prices, region, services } from '../../cli/plan/prices.ts';
import { dollarsByService, dollarsFor, dollarsOf, type Usage } from '../../cli/plan/usage.ts';
import type { BarChart } from '../support/chart.ts';
import type { Cell, Table } from '../support/table.ts';
import type { CountedQuietly, CountedRides } from './counted.ts';
import { type Bill, idleMonth } from './figures.ts';
import type { Count } from './meter.ts';
import type { Times } from './timed.ts';

/** All results. */
export interface Figures {
  readonly counted: { readonly quiet: CountedQuietly; readonly atLoad: CountedRides };
  readonly times: Times;
  readonly bills: readonly Bill[];
  readonly completion: Usage;
}

/** The target for requests per ride at load, all services together. */
export const target = 20;

export function tablesOf({ counted, times, bills, completion }: Figures): Table[] {
  const { quiet, atLoad } = counted;
  const rides = { 'One after the other': quiet.ride, 'Queues busy': atLoad };
  return [
    requestTable('AWS requests of one ride, and what each buys', rides),
    serviceTable('AWS requests of one ride, by service', rides),
    batchTable(rides),
    requestTable('AWS requests of completing a ride', { 'One after the other': quiet.completion }),
    billTable('Dollars for a million rides', bills),
    billTable('Dollars for a million completions', [{ name: 'this design, one after the other', usage: completion }]),
    timeTable(times),
    priceTable(),
  ];
}

/** Rides counted under different circumstances, by circumstance. */
type Columns = Readonly<Record<string, CountedRides>>;

function requestTable(title: string, columns: Columns): Table {
  const kinds = new Map<string, Count>();
  for (const count of Object.values(columns).flatMap(({ counts }) => counts)) kinds.set(kindOf(count), count);
  const rows = [...kinds].map(([kind, { service, operation, of, purpose }]) => {
    const requests = perRide(columns, (count) => (kindOf(count) === kind ? count.requests : 0));
    return { service, cells: [service, `${operation} ${of}`.trim(), purpose.by, ...requests, purpose.buys] };
  });
  const ordered = services.flatMap((service) =>
    rows.filter((row) => row.service === service).map(({ cells }) => cells),
  );
  return {
    title,
    columns: ['Service', 'Request', 'By', ...Object.keys(columns), 'What it buys'],
    rows: [...ordered, ['All', '', '', ...perRide(columns, ({ requests }) => requests), '']],
  };
}

/** Requests with the same purpose are one row for all functions of a kind. */
const kindOf = ({ service, operation, of, purpose }: Count): string =>
  JSON.stringify([service, operation, of, purpose.by, purpose.buys]);

function serviceTable(title: string, columns: Columns): Table {
  const counts = Object.values(columns).flatMap((counted) => counted.counts);
  const used = services.filter((of) => counts.some(({ service }) => service === of));
  const rows = used.map((of) => [of, ...perRide(columns, ({ service, requests }) => (service === of ? requests : 0))]);
  const all = ['All', ...perRide(columns, ({ requests }) => requests)];
  return { title, columns: ['Service', ...Object.keys(columns)], rows: [...rows, all] };
}

const perRide = (columns: Columns, valueIn: (count: Count) => number): number[] =>
  Object.values(columns).map(({ counts, rides }) => counts.reduce((sum, count) => sum + valueIn(count), 0) / rides);

function batchTable(columns: Columns): Table {
  const receives = Object.values(columns).map(({ counts }) =>
    counts.filter(({ operation }) => operation === 'ReceiveMessage'),
  );
  const meanOf = (counts: readonly Count[]) =>
    counts.reduce((sum, { messages }) => sum + messages, 0) / counts.reduce((sum, { requests }) => sum + requests, 0);
  const functions = [...new Set(receives.flat().map(({ by }) => by))].sort();
  const rows = functions.map((of) => [of, ...receives.map((counts) => meanOf(counts.filter(({ by }) => by === of)))]);
  return { title: 'Messages in a batch, on average', columns: ['Queue of', ...Object.keys(columns)], rows };
}

/** The calculation: the usage of a ride, and what that costs for a million rides. */
function billTable(title: string, bills: readonly Bill[]): Table {
  const used = priceNames.filter((name) => bills.some(({ usage }) => (usage[name] ?? 0) > 0));
  const rows = used.map((name) => [labelOf(name), ...bills.map(({ usage }) => termOf(name, usage[name] ?? 0))]);
  const totals = bills.map(({ usage }) => dollarsOf(usage));
  return {
    title,
    columns: ['Per ride × price', ...bills.map(({ name }) => name)],
    rows: [
      ...rows,
      ['All but API Gateway', ...totals.map(({ withoutGateway }) => dollars(withoutGateway))],
      ['All', ...totals.map(({ withGateway }) => dollars(withGateway))],
    ],
  };
}

function labelOf(name: PriceName): string {
  const { service, what, dollars: each, per }: Price = prices[name];
  return `${service} ${what}, $${each}${per === 1 ? '' : ' per million'}`;
}

const termOf = (name: PriceName, quantity: number): string =>
  quantity === 0 ? '–' : `${amount(quantity)} → ${dollars(dollarsFor(name, quantity))}`;

const amount = (value: number): string => (value < 0.995 ? value.toPrecision(3) : value.toFixed(2));

const dollars = (value: number): string => `$${value.toFixed(2)}`;

function timeTable({ ride, completion, waiting, notWaiting, completing, sequential, branches }: Times): Table {
  const rows: Cell[][] = [
    ['api, a rider waits', waiting],
    ['api, a rider comes back', notWaiting],
    ['api, a driver completes', completing],
    ['sequential-ride', sequential],
    ...Object.entries(branches).map(([name, ms]) => [`${name}, within sequential-ride`, ms]),
    ...Object.entries(ride).map(([name, ms]) => [`${name}, in a ride`, ms]),
    ...Object.entries(completion).map(([name, ms]) => [`${name}, in a completion`, ms]),
  ];
  return { title: 'Billed for an invocation, on average', columns: ['Invocation of', 'ms'], rows };
}

function priceTable(): Table {
  const rows = priceNames.map((name) => {
    const { service, what, dollars: each, per, source }: Price = prices[name];
    return [`${service} ${what}`, `$${each}`, per.toLocaleString('en'), source];
  });
  return { title: `List prices, ${region}, gathered ${gathered}`, columns: ['What', 'Price', 'For', 'Source'], rows };
}

export function notesOf({ counted, bills }: Figures): string[] {
  const [atLoad = Number.NaN] = perRide({ atLoad: counted.atLoad }, ({ requests }) => requests);
  return [
    `The target is at most ${target} requests per ride with busy queues, of all services; the count is ${atLoad.toFixed(1)}. ` +
      'It includes each request that AWS would bill or that a function would wait for: API Gateway, Lambda invocations, ' +
      'SNS, SQS (those of the event source mappings and the deadline messages included) and DynamoDB. What SNS delivers ' +
      'to SQS is not: AWS makes these requests itself and bills nothing for them. Completing a ride is a separate call ' +
      'and is counted separately.',
    priceNote(bills),
    "API Gateway's share is the same everywhere, so the sums are given with it and without. Not in any sum: logs, " +
      'metrics, alarms, the data that is stored or leaves AWS, the keys and secrets, and the free tier.',
    idleNote(),
    `Requests are counted on the running stack: of ${counted.quiet.ride.rides} rides one after the other, whose riders ` +
      `wait, and of ${counted.atLoad.rides} rides that queue up while the first ones keep the branches busy, ` +
      'and whose riders poll. How many there are on AWS depends on the traffic. Batches grow with it, ' +
      'searches query more cells where drivers are few, and waits read more often where rides take longer. ' +
      'Times are measured here, with the simulated delays of the branches (300, 200, 150 and ' +
      '100 ms). A function of 256 MB on AWS has a seventh of a core, so work that is not waiting takes longer there. ' +
      'With busy queues an invocation is billed as long as with a single message, because its messages are handled ' +
      'concurrently.',
    "DynamoDB's units: a read reports what it consumes; a write takes one unit for each KB of its item before or " +
      'after, and one more for the index of its table when it changes an entry there (two when it moves one): that of the ' +
      "drivers, and that of each rider's rides, which takes one when a ride is written. A write whose condition does not hold " +
      'costs the same.',
    'The other ways: the sequential function is the one of this stack, counted in the same way. Promise.all is the same ' +
      'with the slowest branch instead of the sum. The workflows have a function for each branch and one that concludes, ' +
      'and the same requests to DynamoDB and SNS; Standard has seven transitions (start, parallel state, four branches, ' +
      'conclusion; eight and $25 more if the end is counted too) and no way to wait for it. ' +
      'Their cost does not depend on how many rides come at once.',
  ];
}

/** The price comparison, in words that hold for any figures. */
function priceNote(bills: readonly Bill[]): string {
  const [quiet, busy] = bills.filter(isOwn);
  const cheaper = bills.filter((bill) => !isOwn(bill) && costOf(bill) < costOf(quiet));
  const comparison = (own: Bill | undefined) =>
    cheaper.map((bill) => `${(costOf(own) / costOf(bill)).toFixed(1)} times ${bill.name}`).join(', ');
  const verdict =
    cheaper.length === 0
      ? '**The design wins on price.**'
      : `**The design does not win on price.** Without API Gateway it costs ${comparison(quiet)} when rides come one ` +
        `after the other, and ${comparison(busy)} when its queues are busy.`;
  return (
    `${verdict} What the queues buy: an accepted ride ends, whatever crashes; a branch that fails or hangs is retried ` +
    'independently, while the others continue, and its messages are kept when it keeps failing; a slow or busy branch ' +
    'scales independently; a new branch or subscriber touches no other; and riders may leave and poll later, or be ' +
    'notified by webhook.'
  );
}

const isOwn = ({ name }: Bill): boolean => name.startsWith('this design');

const costOf = (bill: Bill | undefined): number => (bill ? dollarsOf(bill.usage).withoutGateway : Number.NaN);

function idleNote(): string {
  const { queues, requests, dollars: cost } = idleMonth();
  return (
    `A month without rides costs ${dollars(cost)} of SQS: ${queues} queues, on each of which Lambda keeps five long ` +
    `polls that return empty after 20 s, are ${(requests / 1_000_000).toFixed(2)} million requests. This is a monthly ` +
    'cost and is in no figure per ride.'
  );
}

/** Standard workflows cost so much more that the others could not be told apart beside them. */
export function chartOf({ bills }: Figures): BarChart {
  const isOffScale = ({ usage }: Bill) => (usage.standardTransitions ?? 0) > 0;
  const drawn = bills.filter((bill) => !isOffScale(bill));
  const offScale = bills
    .filter(isOffScale)
    .map(({ name, usage }) => `${name}: ${dollars(dollarsOf(usage).withGateway)}`);
  return {
    kind: 'bars',
    title: `Price of a million rides (off the scale: ${offScale.join(', ')})`,
    axis: 'dollars',
    categories: drawn.map(({ name }) => name.replaceAll(', ', ',\n')),
    series: services.map((service) => ({
      name: service,
      values: drawn.map(({ usage }) => dollarsByService(usage)[service]),
    })),
    stacked: true,
  };
}
