import type { Percentiles } from '../percentiles.ts';
import type { Rampup } from './growth.ts';
import type { Plan } from './make-plan.ts';
import type { Period, Prediction } from './predict.ts';

/** A plan, and the results of its simulations. */
export interface Simulated extends Plan {
  readonly simulation: {
    /** The stack as requested. */
    readonly asAsked: Prediction;
    /** With the changes, if there are any. */
    readonly changed?: Prediction;
  };
}

/** A plan for a terminal. */
export function describePlan(plan: Simulated): string {
  const { question, measured, perSecond } = plan;
  const heading = `${amount(question.ridesPerMinute)} rides a minute in ${question.region}, ${question.peak} times as many at the peak: ${amount(perSecond.rides)} a second.`;
  const source = `Counts and durations: \`${measured.command}\`, ${measured.date}, ${measured.machine}.`;
  const rates = Object.entries(perSecond).map(([name, value]) => `${name} ${amount(value)}`);
  return [
    `${heading}\n${source}`,
    `Requests a second: ${rates.join(', ')}`,
    section('What ends first', limitRows(plan)),
    section('Functions', functionRows(plan)),
    section(
      'From idle: event source mappings without a MaximumConcurrency, standard | with provisioned pollers',
      rampRows(plan),
    ),
    section('Hottest keys', keyRows(plan)),
    `What to change\n${plan.changes.list.map((line) => `  - ${line}`).join('\n') || '  - Nothing.'}`,
    section('Simulated: steady, and ten seconds with ten times as many', simulationRows(plan)),
    section(`Dollars an hour, list prices of ${plan.dollarsPerHour.priceRegion}`, costRows(plan)),
  ].join('\n\n');
}

type Row = readonly string[];

/** The limits that are used for more than a tenth. */
const worthTelling = 0.1;

const limitRows = ({ limits }: Plan): Row[] => [
  ['ends at, rides/min', 'needed', 'there is', 'what', 'then'],
  ...limits
    .filter(({ needed, available }) => needed / available > worthTelling)
    .map(({ name, of, needed, available, unit, breaksAt, beyond, code }) => [
      amount(breaksAt),
      amount(needed),
      `${amount(available)} ${unit}`,
      `${of}: ${name}${code ? ` (${code})` : ''}`,
      needed > available ? beyond : '',
    ]),
];

const functionRows = ({ functions }: Plan): Row[] => [
  ['function', 'calls or messages/s', 'ms', 'MB', 'at once', 'with reserve', 'batch', 'in flight', 'while throttled'],
  ...functions.map(({ name, perSecond, ms, memoryMb, concurrency, concurrencyWithReserve, queue }) => [
    name,
    amount(perSecond),
    amount(ms),
    String(memoryMb),
    amount(concurrency),
    amount(concurrencyWithReserve),
    queue ? amount(queue.batch) : '',
    queue ? amount(queue.inFlight) : '',
    queue ? amount(queue.inFlightThrottled) : '',
  ]),
];

const rampRows = ({ functions }: Plan): Row[] => [
  [
    'function',
    'keeps up after',
    'waiting then',
    'longest wait',
    'none waits after',
    '|',
    'keeps up after',
    'waiting then',
    'longest wait',
  ],
  ...functions.flatMap(({ name, queue }) =>
    queue === undefined ? [] : [[name, ...rampCells(queue.standard), '|', ...rampCells(queue.provisioned).slice(0, 3)]],
  ),
];

const rampCells = ({ keepsUpAfterSeconds, mostWaiting, longestWaitSeconds, drainedAfterSeconds }: Rampup): string[] => [
  seconds(keepsUpAfterSeconds),
  mostWaiting === undefined ? 'ever more' : amount(mostWaiting),
  seconds(longestWaitSeconds),
  seconds(drainedAfterSeconds),
];

const keyRows = ({ hotKeys }: Plan): Row[] => [
  ['key', 'writes/s of 1,000', 'reads/s of 3,000', 'beyond that'],
  ...hotKeys.map(({ name, writes, reads, used, beyond }) => [
    name,
    amount(writes),
    amount(reads),
    used > 1 ? beyond : '',
  ]),
];

function simulationRows({ simulation: { asAsked, changed } }: Simulated): Row[] {
  const title = changed && changed.cells > 1 ? `one of ${changed.cells} changed stacks` : 'with the changes';
  const columns = [
    ['as asked for, steady', asAsked.steady],
    ['burst', asAsked.burst],
    ...(changed
      ? ([
          [`${title}, steady`, changed.steady],
          ['burst', changed.burst],
        ] as const)
      : []),
  ] as const;
  const row = (name: string, cell: (period: Period) => string): Row => [
    name,
    ...columns.map(([, period]) => cell(period)),
  ];
  return [
    ['', ...columns.map(([name]) => name)],
    row('overhead over the slowest branch, p50, p95, p99', ({ overheadMs }) => overheadIn(overheadMs)),
    row('429 by the stage', ({ throttledShare }) => percent(throttledShare)),
    row('429 by admission', ({ refusedShare }) => percent(refusedShare)),
    row('502: no invocation is free', ({ failedShare }) => percent(failedShare)),
    row('expired', ({ expiredShare }) => percent(expiredShare)),
    row('of the accepted, waited for the outcome', ({ waitedShare }) => percent(waitedShare)),
    [
      'last of the burst has ended after',
      ...[asAsked, ...(changed ? [changed] : [])].flatMap((each) => ['', seconds(each.backlogGoneAfterSeconds)]),
    ],
  ];
}

/** The three percentiles, in milliseconds. */
export const overheadIn = ({ p50, p95, p99 }: Percentiles): string =>
  Number.isNaN(p50)
    ? 'none confirmed'
    : `${[p50, p95, p99].map((ms) => Math.round(ms).toLocaleString('en')).join(', ')} ms`;

export const percent = (share: number): string => {
  if (Number.isNaN(share)) return '–';
  return share > 0 && share < 0.001 ? 'under 0.1 %' : `${amount(100 * share)} %`;
};

function costRows({ dollarsPerHour, question }: Plan): Row[] {
  const { lines, rides, completions, reports, all, elsewhere } = dollarsPerHour;
  const reporting = `reports of ${amount(question.drivers)} drivers`;
  return [
    ['', 'rides', 'completions', reporting],
    ...lines.map((line) => [line.what, dollars(line.rides), dollars(line.completions), dollars(line.reports)]),
    ['all', dollars(rides), dollars(completions), dollars(reports)],
    ['altogether', dollars(all), '', ''],
    ...Object.entries(elsewhere).map(([name, cost]) => [`rides by ${name}`, dollars(cost), '', '']),
  ];
}

function section(title: string, rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd(),
  );
  return [title, ...lines].join('\n');
}

/** With about three digits. */
export function amount(value: number): string {
  if (!Number.isFinite(value)) return 'without end';
  if (value >= 100) return Math.round(Number(value.toPrecision(3))).toLocaleString('en');
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}

const seconds = (value: number | undefined): string => (value === undefined ? 'never' : `${amount(value)} s`);

export const dollars = (value: number): string => (value >= 100 ? `$${amount(value)}` : `$${value.toFixed(2)}`);
