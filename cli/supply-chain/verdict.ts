/** What a look at the supply chain came to. */
export interface Verdict {
  /** What was looked at, in a few words. */
  readonly subject: string;
  /** What is wrong, a line each. */
  readonly findings: readonly string[];
  /** Why it could not be looked at. Nothing is known then: to have no findings is no good news. */
  readonly unanswered?: string;
}

/** The exit code for all of them: 1 where something is wrong, 2 where something is not known, 0 where all is well. */
export function exitCode(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  if (verdicts.some(({ findings }) => findings.length > 0)) return 1;
  return verdicts.some(({ unanswered }) => unanswered !== undefined) ? 2 : 0;
}

/** A line for each, and one for each finding. */
export function summary(verdicts: readonly Verdict[]): string {
  return verdicts.flatMap((verdict) => [`${verdict.subject}: ${inWords(verdict)}`, ...indented(verdict)]).join('\n');
}

function inWords({ findings, unanswered }: Verdict): string {
  if (unanswered !== undefined) return `NOT KNOWN. ${unanswered}`;
  if (findings.length === 0) return 'ok';
  return findings.length === 1 ? '1 finding' : `${findings.length} findings`;
}

function indented({ findings }: Verdict): string[] {
  return findings.map((finding) => `  - ${finding}`);
}
