import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { step } from '../../cli/step.ts';
import { UnavailableError } from '../support/unavailable-error.ts';
import { lintWorkflows } from './actionlint.ts';
import { lintTemplates } from './cfn-lint.ts';
import { type Checked, type Report, reportOf } from './report.ts';

type Checker = (directory: string, signal: AbortSignal) => Promise<Checked>;

/** Those that are not this project's own. Together they take less than two minutes. */
const checkers: Readonly<Record<string, Checker>> = { 'cfn-lint': lintTemplates, actionlint: lintWorkflows };

/** Runs the checkers that can be had here. Throws `UnavailableError` when none can. */
export async function verify(signal: AbortSignal): Promise<Report> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-templates-'));
  try {
    const all: Checked[] = [];
    for (const [checker, run] of Object.entries(checkers)) {
      all.push(await step(checker, () => run(directory, signal).catch((error: unknown) => skipped(checker, error))));
    }
    const report = reportOf(all);
    if (report.skipped.length === all.length) throw new UnavailableError(report.skipped.join('; '));
    return report;
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

function skipped(checker: string, error: unknown): Checked {
  if (!(error instanceof UnavailableError)) throw error;
  return { checker, unavailable: error.message };
}
