import * as z from 'zod/mini';

/** What came of a run. */
export interface Report {
  readonly emulator: string;
  readonly seconds: number;
  readonly repairs: readonly { readonly what: string; readonly reason: string; readonly count: number }[];
  readonly passed: number;
  readonly failed: number;
  /** The names of the scenarios that failed. */
  readonly failures: readonly string[];
  /** The scenarios that were skipped by name, each with its reason in it. */
  readonly skipped: readonly string[];
}

/** What is read of the JSON that vitest writes. */
const resultsSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      name: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), title: z.string() })),
    }),
  ),
});

/** The scenarios by how they ended. A file that failed outside of its scenarios counts as one that failed. */
export function scenariosOf(results: unknown): Pick<Report, 'passed' | 'failed' | 'failures' | 'skipped'> {
  const { testResults } = resultsSchema.parse(results);
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (...statuses: string[]) =>
    all.filter(({ status }) => statuses.includes(status)).map(({ title }) => title);
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
  );
  const passed = named('passed').length;
  const failures = [...named('failed'), ...broken.map(({ name }) => name)];
  if (passed === 0 && failures.length === 0) failures.push('no scenario passed');
  return { passed, failed: failures.length, failures, skipped: named('skipped', 'pending') };
}

/** For people. */
export function summaryOf({ emulator, seconds, repairs, passed, failed, failures, skipped }: Report): string {
  return [
    `The stack on ${emulator}: ${passed} passed, ${failed} failed, ${skipped.length} skipped, in ${seconds} s`,
    ...failures.map((title) => `  failed   ${title}`),
    ...skipped.map((title) => `  skipped  ${title}`),
    ...repairs.map(({ what, count, reason }) => `  repaired ${what} (${count}): ${reason}`),
  ].join('\n');
}
