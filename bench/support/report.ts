import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Chart, svgOf } from './chart.ts';
import { type Circumstances, circumstances } from './circumstances.ts';
import { markdownOf, type Table } from './table.ts';

/** The results of a benchmark. */
export interface Report {
  /** Of its files in `bench/results/`: `<name>.json`, `<name>.md`, `<name>.svg`. */
  readonly name: string;
  readonly command: string;
  /** Packages whose versions affect the figures. */
  readonly packages: readonly string[];
  readonly tables: readonly Table[];
  /** What readers need to know to read the tables, one paragraph each. */
  readonly notes?: readonly string[];
  readonly charts?: readonly Chart[];
  /** The figures behind the tables, for machines to read. */
  readonly data: unknown;
}

const root = path.join(import.meta.dirname, '../..');

/** Prints a report and writes it to `bench/results/`. docs/reference/performance.md quotes it, which a test checks. */
export function publish(report: Report): void {
  const around = circumstances(report.command, report.packages);
  const { name, tables, notes = [], charts = [], data } = report;
  const published = { ...around, tables, notes, charts: charts.map(({ title }) => title) };
  console.log(`\n${textOf(published)}\n`);
  mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  write(`${name}.json`, `${JSON.stringify({ ...published, data }, undefined, 2)}\n`);
  for (const [index, chart] of charts.entries()) write(chartFile(name, index), svgOf(chart));
  write(`${name}.md`, pageOf(name, published));
  console.log('docs/reference/performance.md quotes these figures: update it.');
}

const write = (file: string, content: string) => {
  writeFileSync(path.join(root, 'bench/results', file), content);
  console.log(`written: bench/results/${file}`);
};

const chartFile = (name: string, index: number) => `${name}${index === 0 ? '' : `-${index + 1}`}.svg`;

/** The part of a report in `bench/results/<name>.json`, beside its data. */
export interface Published extends Circumstances {
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** Their titles. */
  readonly charts: readonly string[];
}

/** `bench/results/<name>.md`: all tables of a report, its notes and its charts. */
export function pageOf(name: string, published: Published): string {
  const charts = published.charts.map((title, index) => `![${title}](${chartFile(name, index)})`);
  return `${[`# ${name}`, textOf(published), ...charts].join('\n\n')}\n`;
}

function textOf({ command, date, machine, versions, tables, notes }: Published): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const origin = `\`${command}\` · ${date} · ${machine} · ${packages.join(', ')}`;
  return [origin, ...tables.map(markdownOf), ...notes].join('\n\n');
}
