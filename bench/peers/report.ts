import type { Report } from '../support/report.ts';
import { type Cell, shownNumber } from '../support/table.ts';
import { type Figures, type Findings, figuresOf } from './figures.ts';
import { capacityCallers, crowd, slowestMs } from './measure.ts';
import type { Options } from './options.ts';

/** An engine that was left out, and what it lacks. */
export interface Skipped {
  readonly title: string;
  readonly lacks: string;
}

export function reportOf(
  command: string,
  { rounds, rides, work }: Pick<Options, 'rounds' | 'rides' | 'work'>,
  findings: readonly Findings[],
  skipped: readonly Skipped[],
): Report {
  const figures = findings.map((each) => figuresOf(each.rounds));
  const titles = findings.map(({ engine }) => engine.title);
  return {
    name: 'peers',
    command,
    packages: ['undici'],
    tables: [
      {
        title: `Beyond the slowest branch (${slowestMs} ms), and without delays: medians of ${rounds} rounds, and the least and most`,
        columns: [
          'engine',
          '1 caller, p50 ms',
          '1 caller, p99 ms',
          `${crowd} callers, p50 ms`,
          `${crowd} callers, p99 ms`,
          `rides/s, ${capacityCallers} callers`,
          'ms of processor time a ride',
          'refused rides',
        ],
        rows: findings.map((each, index) => [each.engine.title, ...cellsOf(each, figures[index]), refusedBy(each)]),
      },
      {
        title: 'The engines',
        columns: ['engine', 'how it asks four branches', 'what of a ride outlives a crash of its code', 'versions'],
        rows: findings.map(({ engine, versions }) => [engine.title, engine.how, engine.keeps, textOf(versions)]),
      },
    ],
    notes: [
      ...skipped.map(({ title, lacks }) => `**${title} was skipped.** It lacks ${lacks}.`),
      'One client asks all engines for the same four branches. They take turns, and in each turn an engine is started' +
        ' afresh, in its own processes, and shares the machine only with the client. Callers ask again when they' +
        ` have an answer.${rides < 100 ? ` One of them has ${rides} rides a round: its p99 is the slowest of these.` : ''}`,
      aboutWork[work],
      'Processor time is that of all processes of an engine, its tables included, without the client, as the' +
        ' operating system counts it while callers ask without delays. The engines do not persist the same things: one that' +
        ' syncs to disk is rightly slower. Each has its default settings, on one machine: none of this shows how it' +
        ' performs on the machines it is made for.',
    ],
    charts: [
      {
        kind: 'bars',
        title: 'Wait beyond the slowest branch, median',
        axis: 'ms, logarithmic',
        logarithmic: true,
        categories: titles,
        series: [
          { name: '1 caller', values: figures.map(({ aloneP50 }) => tenths(aloneP50)) },
          { name: `${crowd} callers`, values: figures.map(({ crowdP50 }) => tenths(crowdP50)) },
        ],
      },
      {
        kind: 'bars',
        title: `Rides per second, branches without delay, ${capacityCallers} callers`,
        axis: 'rides per second, logarithmic',
        logarithmic: true,
        categories: titles,
        series: [{ name: 'rides per second', values: figures.map(({ ridesPerSecond }) => Math.round(ridesPerSecond)) }],
      },
    ],
    data: dataOf(findings, skipped),
  };
}

const aboutWork: Readonly<Record<Options['work'], string>> = {
  rides:
    "All engines run this project's own branches on this project's tables: they search for drivers, lease one, read the" +
    ' market and check a payment method, and the driver is freed when the ride has been decided. ride-request also keeps' +
    ' its guarantees: a ride is admitted, counted against its rider, recorded, has a deadline, is decided once and' +
    ' announced, and its driver is held until the ride is completed (which is not counted).',
  timers:
    'The engines do not do the same work. The branches of Promise.all, BullMQ and Restate are timers and nothing else.' +
    ' Those of ride-request answer the questions after their timers: they search for drivers, lease one, and count demand,' +
    ' in DynamoDB; and a ride is recorded, has a deadline, and is announced.',
};

/** The figures, for machines to read. */
export function dataOf(findings: readonly Findings[], skipped: readonly Skipped[]): unknown {
  const engines = findings.map(({ engine, versions, rounds }) => {
    return { name: engine.name, versions, medians: figuresOf(rounds), rounds };
  });
  return { slowestMs, crowd, capacityCallers, engines, skipped };
}

/** The spread is given for the figures that depend most on the machine. */
function cellsOf({ rounds }: Findings, figures: Figures | undefined): Cell[] {
  if (figures === undefined) return [];
  const { aloneP50, aloneP99, crowdP50, crowdP99, ridesPerSecond, processorMs } = figures;
  return [
    ...[aloneP50, aloneP99, crowdP50, crowdP99],
    spreadOf(
      ridesPerSecond,
      rounds.map((round) => round.ridesPerSecond),
    ),
    spreadOf(
      processorMs,
      rounds.map((round) => round.processorMs),
    ),
  ];
}

function spreadOf(median: number, all: readonly number[]): string {
  if (Number.isNaN(median)) return '–';
  return `${shownNumber(median)} (${shownNumber(Math.min(...all))} to ${shownNumber(Math.max(...all))})`;
}

const refusedBy = ({ rounds }: Findings): number => rounds.reduce((sum, { refusals }) => sum + refusals.length, 0);

function textOf(versions: Readonly<Record<string, string>>): string {
  const texts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return texts.join(', ') || '–';
}

/** At least one: a logarithmic axis has no zero. */
const tenths = (value: number): number => Math.max(1, Math.round(value * 10)) / 10;
