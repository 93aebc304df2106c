import { percentile } from '../support/percentiles.ts';
import type { Table } from '../support/table.ts';
import type { Part } from './packages.ts';

/** The measurements of one bundle. */
export interface BundleFigures {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds of each import. */
  readonly importMs: readonly number[];
  /** The largest first; none for the empty handler. */
  readonly parts: readonly Part[];
}

/**
 * The targets for a function's bundle: its size in KB of 1000 bytes, larger for the API with its many routes, and the median of its
 * import time in milliseconds.
 */
export const targets = { kilobytes: 450, apiKilobytes: 500, importMs: 40 };

const mostBytesOf = (name: string): number => 1000 * (name === 'api' ? targets.apiKilobytes : targets.kilobytes);

const shown = 8;

const kilobytesOf = (bytes: number): number => Math.round(bytes / 1000);

const verdict = (isMet: boolean): string => (isMet ? 'met' : 'missed');

export const medianImportMs = ({ importMs }: BundleFigures): number => percentile(importMs, 0.5);

/** Size and import time beside their targets. */
export function importTable(figures: readonly BundleFigures[]): Table {
  return {
    title: `Import of each function, in ${figures[0]?.importMs.length ?? 0} fresh processes`,
    columns: ['function', 'KB', 'size', 'median ms', 'p95 ms', 'time'],
    rows: figures.map((each) => [
      each.name,
      kilobytesOf(each.bytes),
      verdict(each.bytes <= mostBytesOf(each.name)),
      medianImportMs(each),
      percentile(each.importMs, 0.95),
      verdict(medianImportMs(each) <= targets.importMs),
    ]),
  };
}

/** The largest packages in each bundle. */
export function contentsTable(figures: readonly BundleFigures[]): Table {
  return {
    title: 'What is in each bundle, in KB',
    columns: ['function', 'largest packages'],
    rows: figures.filter(({ parts }) => parts.length > 0).map(({ name, parts }) => [name, listOf(parts)]),
  };
}

const listOf = (parts: readonly Part[]): string =>
  parts
    .slice(0, shown)
    .map(({ name, bytes }) => `${name} ${kilobytesOf(bytes)}`)
    .join(', ');
