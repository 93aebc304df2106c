/** What a checker has to say of one thing that it looked at. */
export interface Finding {
  /** One of the things that were looked at. */
  readonly subject: string;
  readonly message: string;
}

/** What came of one checker. */
export type Checked =
  | { readonly checker: string; readonly subjects: readonly string[]; readonly findings: readonly Finding[] }
  | { readonly checker: string; readonly unavailable: string };

/** What came of all of them: a thing that is looked at passes when nothing was found. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
  /** The checkers that can't be had here, each with the reason. */
  readonly skipped: readonly string[];
}

/** Counts things that were looked at, and lists what was found. A checker that looked at nothing has failed. */
export function reportOf(all: readonly Checked[]): Report {
  const skipped = all.flatMap((each) => ('unavailable' in each ? [`${each.checker}: ${each.unavailable}`] : []));
  const checked = all.flatMap((each) => ('unavailable' in each ? [] : [each]));
  const idle = checked
    .filter(({ subjects }) => subjects.length === 0)
    .map(({ checker }) => `${checker}: it looked at nothing`);
  const failed = checked.flatMap(({ subjects, findings }) =>
    subjects.filter((subject) => findings.some((finding) => finding.subject === subject)),
  );
  const found = checked.flatMap(({ checker, findings }) =>
    findings.map(({ subject, message }) => `${checker}: ${subject}: ${message}`),
  );
  const lost = checked.flatMap(({ subjects, findings }) =>
    findings.filter(({ subject }) => !subjects.includes(subject)),
  );
  const looked = checked.reduce((sum, { subjects }) => sum + subjects.length, 0);
  return {
    passed: looked - failed.length,
    failed: failed.length + lost.length + idle.length,
    failures: [...found, ...idle],
    skipped,
  };
}

/** For people. */
export const summaryOf = ({ passed, failed, failures, skipped }: Report): string =>
  [
    `Templates and workflows: ${passed} passed, ${failed} failed`,
    ...failures.map((finding) => `  failed   ${finding}`),
    ...skipped.map((checker) => `  skipped  ${checker}`),
  ].join('\n');
