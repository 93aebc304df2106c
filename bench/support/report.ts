import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Chart, svgOf } from './chart.ts';
import { type Circumstances, circumstances } from './circumstances.ts';
import { markdownOf, type Table } from './table.ts';

/** What a benchmark has found. */
export interface Report {
  /** Of its files: `bench/results/<name>.json`, `docs/performance-<name>.svg`, and of its section in docs/performance.md. */
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
const page = path.join(root, 'docs/performance.md');

/** Prints a report, and puts it into `bench/results/`, `docs/` and docs/performance.md, in place of the one before. */
export function publish(report: Report): void {
  const around = circumstances(report.command, report.packages);
  const text = textOf(report, around);
  console.log(`\n${text}\n`);
  const { name, tables, notes = [], charts = [], data } = report;
  mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  write(`bench/results/${name}.json`, `${JSON.stringify({ ...around, tables, notes, data }, undefined, 2)}\n`);
  for (const [index, chart] of charts.entries()) write(`docs/${chartFile(name, index)}`, svgOf(chart));
  replaceSection(
    name,
    [text, ...charts.map(({ title }, index) => `![${title}](${chartFile(name, index)})`)].join('\n\n'),
  );
}

const write = (file: string, content: string) => {
  writeFileSync(path.join(root, file), content);
  console.log(`written: ${file}`);
};

const chartFile = (name: string, index: number) => `performance-${name}${index === 0 ? '' : `-${index + 1}`}.svg`;

function textOf({ tables, notes = [] }: Report, { command, date, machine, versions }: Circumstances): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const origin = `\`${command}\` · ${date} · ${machine} · ${packages.join(', ')}`;
  return [origin, ...tables.map(markdownOf), ...notes].join('\n\n');
}

/** The page keeps its prose; what a benchmark says of itself stands between two marks that bear its name. */
function replaceSection(name: string, text: string): void {
  const begin = `<!-- ${name}: made by the benchmark -->`;
  const end = `<!-- end of ${name} -->`;
  const before = readFileSync(page, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${name}: "${begin}" … "${end}".`);
  writeFileSync(page, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}
