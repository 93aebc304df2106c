import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Chart, svgOf } from './chart.ts';
import { type Circumstances, circumstances } from './circumstances.ts';
import { markdownOf, type Table } from './table.ts';

/** What a benchmark has found. */
export interface Report {
  /** Of its files in `bench/results/`: `<name>.json`, `<name>.md`, `<name>.svg`. */
  readonly name: string;
  readonly command: string;
  /** Packages whose versions matter to the figures. */
  readonly packages: readonly string[];
  readonly tables: readonly Table[];
  /** What a reader has to know to read the tables, one paragraph each. */
  readonly notes?: readonly string[];
  readonly charts?: readonly Chart[];
  /** The figures behind the tables, for machines to read. */
  readonly data: unknown;
}

const root = path.join(import.meta.dirname, '../..');

/** Prints a report, and writes it to `bench/results/`. docs/reference/performance.md quotes it, and a test tells when it is out of date. */
export function publish(report: Report): void {
  const around = circumstances(report.command, report.packages);
  console.log(`\n${textOf(report, around)}\n`);
  const { name, tables, notes = [], charts = [], data } = report;
  mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  write(`${name}.json`, `${JSON.stringify({ ...around, tables, notes, data }, undefined, 2)}\n`);
  for (const [index, chart] of charts.entries()) write(chartFile(name, index), svgOf(chart));
  write(`${name}.md`, pageOf(report, around));
  console.log('docs/reference/performance.md quotes these figures: bring it up to date.');
}

const write = (file: string, content: string) => {
  writeFileSync(path.join(root, 'bench/results', file), content);
  console.log(`written: bench/results/${file}`);
};

const chartFile = (name: string, index: number) => `${name}${index === 0 ? '' : `-${index + 1}`}.svg`;

/** All tables of a report, its notes and its charts, as a page. */
export function pageOf(report: Pick<Report, 'name' | 'tables' | 'notes' | 'charts'>, around: Circumstances): string {
  const charts = (report.charts ?? []).map(({ title }, index) => `![${title}](${chartFile(report.name, index)})`);
  return `${[`# ${report.name}`, textOf(report, around), ...charts].join('\n\n')}\n`;
}

function textOf(
  { tables, notes = [] }: Pick<Report, 'tables' | 'notes'>,
  { command, date, machine, versions }: Circumstances,
): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const origin = `\`${command}\` · ${date} · ${machine} · ${packages.join(', ')}`;
  return [origin, ...tables.map(markdownOf), ...notes].join('\n\n');
}
