import type { Chart } from '../support/chart.ts';
import type { Percentiles } from '../support/percentiles.ts';
import type { Report } from '../support/report.ts';
import type { Table } from '../support/table.ts';
import { type Compared, calling } from './compare.ts';
import { type CallersFigures, type Figures, figuresOf } from './figures.ts';
import { type FlowName, flowNames } from './flow.ts';
import { hops } from './hops.ts';
import { slowestBranch } from './slowest-branch.ts';
import type { Sum } from './textbook.ts';

/** The benchmark's report. `command` is the one that produced it. */
export function reportOf(
  measured: { readonly sums: readonly Sum[]; readonly compared: readonly Compared[] },
  command: string,
): Report {
  const figures = figuresOf(measured);
  return {
    name: 'latency',
    command,
    packages: ['undici', 'fauxqs', 'dynalite'],
    tables: [latency(figures), sideBySide(figures), wayOfARide(figures), textbook(figures)],
    notes,
    charts: [overheadChart(figures), hopChart(figures)],
    data: figures,
  };
}

const notes = [
  `**Overhead** is the wall clock at the client less the ${slowestBranch.ms} ms that the slowest branch (${slowestBranch.name}) is simulated to take; the answer's own \`timing.overheadMs\` ends with the outcome, before the rider has the answer, and leaves out how much longer than simulated the slowest branch took. **Limit** is \`Promise.all\` of the same branches' work, on the same tables, behind node:http: no queue, no record of the ride, and no retry. Stack, limit and client are separate processes. Each caller requests the next ride when it has the answer to the last one, so a quicker flow has more load; the flows take turns. Percentiles are by nearest rank, over confirmed rides.`,
  "The **hops of a ride** are those by its slowest branch, from timestamps of whole milliseconds. The hops of one ride add up to its overhead; their percentiles do not. The benchmark's own queue receives what the API publishes. The outcome's timestamp is taken when the aggregator holds the driver and is about to write it, so that write is in the last hop.",
  'The **textbook** case of promises is 95 ms in sequence: read 50, parse 5, query 30, send 10. As a graph the query does not depend on the read, so it takes max(50 + 5, 30) + 10 = 65 ms. Its source says 55 ms: it leaves out the last 10, for sending, which depends on both. Rides of the textbook have a single caller. As their durations are simulated, the API learns nothing about when outcomes come: it reads again each time that their age has grown by an eighth, so the answer may be later than the outcome by that much.',
];

const latency = ({ latency }: Figures): Table => ({
  title: `Latency over the slowest branch (${slowestBranch.ms} ms), in milliseconds`,
  columns: [
    'callers',
    'flow',
    'rides',
    'not confirmed',
    'rides/s',
    ...['p50', 'p95', 'p99'].map((share) => `wall clock ${share}`),
    ...['p50', 'p95', 'p99'].map((share) => `overhead ${share}`),
    ...['p50', 'p95', 'p99'].map((share) => `timing.overheadMs ${share}`),
  ],
  rows: latency.flatMap(({ callers, flows }) =>
    flowNames.map((name) => {
      const { rides, notConfirmed, ridesPerSecond, wallMs, overheadMs, recordOverheadMs } = flows[name];
      const durations = [wallMs, overheadMs, recordOverheadMs].flatMap(valuesOf).map(tenths);
      return [callers, name, rides, notConfirmed, tenths(ridesPerSecond), ...durations];
    }),
  ),
});

const valuesOf = ({ p50, p95, p99 }: Percentiles): number[] => [p50, p95, p99];

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

const sideBySide = ({ latency }: Figures): Table => ({
  title: 'The flows beside each other, medians of the wall clock',
  columns: [
    'callers',
    'sequential ÷ parallel',
    'parallel ÷ limit',
    'parallel − limit, ms',
    'processor ms of a ride: parallel',
    'sequential',
    'limit',
    'parallel ÷ limit: processor',
    'looks for the outcome p50',
  ],
  rows: latency.map(({ callers, flows, reads }) => {
    const p50 = (flow: FlowName) => flows[flow].wallMs.p50;
    const { parallel, sequential, limit } = {
      parallel: p50('parallel'),
      sequential: p50('sequential'),
      limit: p50('limit'),
    };
    const processor = (flow: FlowName) => flows[flow].processorMs;
    return [
      callers,
      ...[sequential / parallel, parallel / limit, tenths(parallel - limit)],
      ...flowNames.map(processor),
      processor('parallel') / processor('limit'),
      reads.p50,
    ];
  }),
});

const wayOfARide = ({ latency }: Figures): Table => ({
  title: 'The way of a parallel ride: where its overhead goes, in milliseconds',
  columns: [
    'hop',
    'from → to',
    ...latency.flatMap(({ callers }) => ['p50', 'p95'].map((share) => `${calling(callers)} ${share}`)),
  ],
  rows: hops.map(({ name, says }) => [name, says, ...latency.flatMap(({ hops }) => [hops[name].p50, hops[name].p95])]),
});

const textbook = ({ textbook }: Figures): Table => ({
  title: "The textbook's sums, predicted and measured (medians), in milliseconds",
  columns: ['case', 'sequential: predicted', 'measured', 'parallel: predicted', 'measured', 'until the outcome'],
  rows: textbook.map(({ name, predicted, measured, outcomeMs = Number.NaN }) => [
    name,
    predicted.sequentialMs,
    tenths(measured.sequentialMs),
    predicted.parallelMs,
    tenths(measured.parallelMs),
    outcomeMs,
  ]),
});

function overheadChart({ latency }: Figures): Chart {
  const shares = ['p50', 'p99'] as const;
  const groups = latency.flatMap((figures) => shares.map((share) => ({ figures, share })));
  return {
    kind: 'bars',
    title: 'Overhead over the slowest branch',
    axis: 'milliseconds',
    categories: groups.map(({ figures, share }) => `${calling(figures.callers)} ${share}`),
    series: flowNames.map((name) => ({
      name,
      values: groups.map(({ figures, share }) => tenths(figures.flows[name].overheadMs[share])),
    })),
  };
}

function hopChart({ latency }: Figures): Chart {
  return {
    kind: 'bars',
    title: 'Where the overhead of a parallel ride goes (medians)',
    axis: 'milliseconds',
    stacked: true,
    categories: latency.map(({ callers }: CallersFigures) => calling(callers)),
    series: hops.map(({ name }) => ({ name, values: latency.map((figures) => figures.hops[name].p50) })),
  };
}
