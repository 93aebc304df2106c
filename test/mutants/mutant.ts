import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';

/** The root of the working tree. */
export const root = path.resolve(import.meta.dirname, '../..');

const listSchema = z.record(
  z.string(),
  z.array(
    z.strictObject({
      source: z.string().check(z.minLength(1)),
      broken: z.string(),
      tests: z.array(z.string()).check(z.minLength(1)),
    }),
  ),
);

/** One guard, and the change that breaks it. */
export interface Mutant {
  /** Its place in the list, from 1. */
  readonly number: number;
  /** The file that has the guard, from the root on. */
  readonly file: string;
  /** The text of the guard, which the file has exactly once. */
  readonly source: string;
  /** What is put in its place. */
  readonly broken: string;
  /** The test files of which one has to fail, from the root on. */
  readonly tests: readonly string[];
}

const usualLists = (): string[] =>
  globSync('guards/*.json', { cwd: import.meta.dirname })
    .toSorted()
    .map((name) => path.join(import.meta.dirname, name));

/** All mutants, by the files of `guards/`, or by another list of this form, and their order in these. */
export function allMutants(lists: readonly string[] = usualLists()): Mutant[] {
  return lists
    .flatMap((file) => {
      const list = listSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      return Object.entries(list).flatMap(([file, guards]) => guards.map((guard) => ({ file, ...guard })));
    })
    .map((mutant, index) => ({ number: index + 1, ...mutant }));
}

/** Why a mutant says nothing about the source as it is; undefined when it can be tried. */
export function misfitOf({ file, source, broken, tests }: Mutant): string | undefined {
  const missing = [file, ...tests].find((each) => !existsSync(path.join(root, each)));
  if (missing !== undefined) return `there is no ${missing}`;
  if (source === broken) return 'it changes nothing';
  const times = readFileSync(path.join(root, file), 'utf8').split(source).length - 1;
  return times === 1 ? undefined : `${file} has its source text ${times} times instead of once`;
}

/** The text of a file with a mutant's change in it. */
export const mutated = (code: string, { source, broken }: Pick<Mutant, 'source' | 'broken'>): string =>
  code.replace(source, () => broken);

/** A mutant in one line. */
export function nameOf({ number, file, source, broken }: Mutant): string {
  const line = readFileSync(path.join(root, file), 'utf8').split(source)[0]?.split('\n').length;
  return `${number} ${file}:${line} ${shortened(source)} → ${shortened(broken) || 'nothing'}`;
}

function shortened(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  return oneLine.length > 70 ? `${oneLine.slice(0, 69)}…` : oneLine;
}
