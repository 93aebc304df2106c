import type { Report } from '../support/report.ts';
import type { Cell } from '../support/table.ts';
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
  { rounds, rides }: Pick<Options, 'rounds' | 'rides'>,
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
        title: `Beyond the slowest branch (${slowestMs} ms), and rides per second without delays: medians of ${rounds} rounds`,
        columns: [
          'engine',
          '1 caller, p50 ms',
          '1 caller, p99 ms',
          `${crowd} callers, p50 ms`,
          `${crowd} callers, p99 ms`,
          `rides/s, ${capacityCallers} callers`,
          'refused rides',
        ],
        rows: findings.map((each, index) => [each.engine.title, ...cellsOf(figures[index]), refusedBy(each)]),
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
        ' afresh, in processes of its own, and has the machine to itself but for the client. Callers ask again as soon as' +
        ` they are answered.${rides < 100 ? ` One of them has ${rides} rides a round: its p99 is the slowest of these.` : ''}`,
      'The engines do not do the same work. The branches of Promise.all, BullMQ and Restate are timers and nothing' +
        ' else. Those of ride-request answer the questions after their timers: they search for drivers, lease one, and' +
        ' count demand, in DynamoDB; and a ride is recorded, has a deadline, and is announced. Nor do they keep the same' +
        ' things: an engine that syncs to disk is slower, and right to be. Each is set up as it comes, on one machine:' +
        ' none of this tells how it does on the machines it is made for.',
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

/** The figures, for machines to read. */
export function dataOf(findings: readonly Findings[], skipped: readonly Skipped[]): unknown {
  const engines = findings.map(({ engine, versions, rounds }) => {
    return { name: engine.name, versions, medians: figuresOf(rounds), rounds };
  });
  return { slowestMs, crowd, capacityCallers, engines, skipped };
}

function cellsOf(figures: Figures | undefined): Cell[] {
  return figures
    ? [figures.aloneP50, figures.aloneP99, figures.crowdP50, figures.crowdP99, figures.ridesPerSecond]
    : [];
}

const refusedBy = ({ rounds }: Findings): number => rounds.reduce((sum, { refusals }) => sum + refusals.length, 0);

function textOf(versions: Readonly<Record<string, string>>): string {
  const texts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return texts.join(', ') || '–';
}

/** At least one: a logarithmic axis has no place for nothing. */
const tenths = (value: number): number => Math.max(1, Math.round(value * 10)) / 10;
