import { amount, dollars, overheadIn, percent, type Simulated } from './describe.ts';
import type { Prediction } from './predict.ts';
import { sources } from './sources.ts';

/** Plans side by side, as Markdown tables and a Mermaid chart: what each stack needs, what then happens to rides, and which limits come first. */
export function comparePlans(plans: readonly Simulated[]): string {
  const largest = plans.reduce((one, other) => (other.perSecond.rides > one.perSecond.rides ? other : one));
  const heading = ['rides a minute', ...plans.map(({ question }) => amount(question.ridesPerMinute))];
  return [
    table(heading, needRows(plans)),
    chart(plans, 'Overhead over the slowest branch: p50, p99, and p99 in a tenfold burst (ms)', [
      (plan) => predictionOf(plan).steady.overheadMs.p50,
      (plan) => predictionOf(plan).steady.overheadMs.p99,
      (plan) => predictionOf(plan).burst.overheadMs.p99,
    ]),
    table(['what ends', 'at rides a minute'], endRows(largest)),
    table(
      ['figure', 'is', 'source'],
      sources.map(({ what, is, source }) => [what, is, source]),
    ),
  ].join('\n\n');
}

type Row = readonly string[];

/** Of the stacks with the changes that the plan lists, if there are any. */
const predictionOf = ({ simulation: { asAsked, changed = asAsked } }: Simulated): Prediction => changed;

/** A line for each figure, over the plans. */
function chart(plans: readonly Simulated[], title: string, figures: readonly ((plan: Simulated) => number)[]): string {
  const rates = plans.map(({ question }) => `"${amount(question.ridesPerMinute)}"`);
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${title}"`,
    `  x-axis "rides a minute" [${rates.join(', ')}]`,
    '  y-axis "ms"',
    ...figures.map((figure) => `  line [${plans.map((plan) => Math.round(figure(plan))).join(', ')}]`),
    '```',
  ].join('\n');
}

function needRows(plans: readonly Simulated[]): Row[] {
  const row = (name: string, cell: (plan: Simulated) => string): Row => [name, ...plans.map(cell)];
  const simulated = (name: string, cell: (prediction: Prediction) => string) =>
    row(name, (plan) => cell(predictionOf(plan)));
  return [
    row('stacks', ({ changes }) => amount(changes.cells)),
    row('rides, API requests a second', ({ perSecond }) => `${amount(perSecond.rides)}, ${amount(perSecond.API)}`),
    row(
      'invocations at once: all, api',
      ({ functions }) => `${invocations(functions)}, ${invocations(functions, 'api')}`,
    ),
    row('each stack: `-c concurrency`', ({ changes }) => amount(changes.concurrency)),
    row('reserved for api', ({ changes, simulation }) =>
      simulation.changed ? amount(changes.apiConcurrency) : 'none',
    ),
    row('`-c requestsPerSecond`', ({ changes }) => amount(changes.requestsPerSecond)),
    row('MaximumConcurrency', ({ changes }) => amount(changes.maxConcurrency)),
    row('provisioned pollers', ({ changes }) => orNone(Object.values(changes.pollers))),
    row('provisioned concurrency', ({ changes }) => orNone([changes.provisionedConcurrency])),
    row('Managed Instances, vCPUs', ({ changes }) => orNone([changes.managedVcpus])),
    row('sharded keys', ({ changes }) => changes.sharded.join(', ') || 'none'),
    simulated('overhead: p50, p95, p99', ({ steady }) => overheadIn(steady.overheadMs)),
    simulated('in a tenfold burst', ({ burst }) => overheadIn(burst.overheadMs)),
    simulated('burst: 429, 502, expired', ({ burst }) =>
      [burst.throttledShare + burst.refusedShare, burst.failedShare, burst.expiredShare].map(percent).join(', '),
    ),
    simulated('last of it ended after', ({ backlogGoneAfterSeconds }) => `${amount(backlogGoneAfterSeconds)} s`),
    row(
      '$ an hour: rides, completions',
      ({ dollarsPerHour: { rides, completions } }) => `${dollars(rides)}, ${dollars(completions)}`,
    ),
    row("drivers' reports", ({ dollarsPerHour }) => dollars(dollarsPerHour.reports)),
    row('rides by Express workflows', ({ dollarsPerHour }) =>
      dollars(dollarsPerHour.elsewhere['Step Functions Express'] ?? Number.NaN),
    ),
  ];
}

const invocations = (functions: Simulated['functions'], only?: string): string =>
  amount(
    functions.reduce(
      (sum, { name, concurrency }) => (only === undefined || name === only ? sum + concurrency : sum),
      0,
    ),
  );

const orNone = (numbers: readonly number[]): string => {
  const sum = numbers.reduce((total, each) => total + each, 0);
  return sum === 0 ? 'none' : amount(sum);
};

/** The limits that are reached before twice as many rides. */
const endRows = ({ limits, perSecond }: Simulated): Row[] =>
  limits
    .filter(({ breaksAt }) => breaksAt < perSecond.rides * 60 * 2)
    .map(({ breaksAt, name, of, code }) => [`${of}: ${name}${code ? ` (${code})` : ''}`, amount(breaksAt)]);

const table = (heading: Row, rows: readonly Row[]): string =>
  [heading, heading.map((_, column) => (isOfNumbers(rows, column) ? '--:' : '---')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const isOfNumbers = (rows: readonly Row[], column: number): boolean => {
  const numbers = rows.filter((row) => /^\$?\d/.test(row[column] ?? ''));
  return numbers.length > rows.length / 2;
};
