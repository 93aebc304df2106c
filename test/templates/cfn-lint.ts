import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { withoutAws } from '../../cli/emulator/emulator-environment.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { variants } from '../lib/review/variants.ts';
import { synthesizeAnew } from '../lib/synthesize.ts';
import { installFromPyPi } from '../support/install-from-pypi.ts';
import type { Checked, Finding } from './report.ts';

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** What is in one region may be missing in another. */
const regions = ['us-east-1', 'ap-southeast-1'];

/** By rule, why what it finds is all right. */
const accepted = { W3005: 'CDK has a function wait for its role by itself, besides the reference' };

/** As many at a time, each in a process of its own: a template takes some three seconds. */
const atOnce = Math.min(availableParallelism(), variants.length);

/** What is read of the JSON that cfn-lint writes. */
const resultsSchema = z.array(
  z.object({
    Filename: z.string(),
    Message: z.string(),
    Rule: z.object({ Id: z.string() }),
    Location: z.object({ Path: z.nullish(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

/**
 * Has cfn-lint look at the templates of the stack's variants, for errors and warnings. Throws `UnavailableError` without
 * Python or cfn-lint.
 */
export async function lintTemplates(directory: string, signal: AbortSignal): Promise<Checked> {
  const env = withoutAws(process.env);
  const program = await installFromPyPi('cfn-lint', requirements, { directory, env, signal });
  const templates = await writeTemplates(path.join(directory, 'templates'));
  const files = [...templates.keys()];
  const parts = Array.from({ length: atOnce }, (_, part) => files.filter((_, index) => index % atOnce === part));
  const findings = await Promise.all(
    parts.map(async (part, index) => {
      const results = path.join(directory, `cfn-lint-${index}.json`);
      const args = [
        '--format',
        'json',
        '--output-file',
        results,
        '--non-zero-exit-code',
        'none',
        '--regions',
        ...regions,
      ];
      await runChild(program, [...args, '--ignore-checks', ...Object.keys(accepted), '--template', ...part], {
        what: 'cfn-lint',
        cwd: directory,
        env,
        signal,
      });
      return findingsIn(JSON.parse((await readFile(results, 'utf8')) || '[]'), templates);
    }),
  );
  return { checker: 'cfn-lint', subjects: [...templates.values()], findings: findings.flat() };
}

/** Writes a template for each variant; gives what the variant is, by file. */
async function writeTemplates(directory: string): Promise<Map<string, string>> {
  await mkdir(directory, { recursive: true });
  const written = new Map<string, string>();
  for (const [index, settings] of variants.entries()) {
    const file = path.join(directory, `${index}.template.json`);
    await writeFile(file, JSON.stringify(synthesizeAnew(settings).template.toJSON()));
    written.set(file, `the stack with ${JSON.stringify(settings)}`);
  }
  return written;
}

/** @param subjects by file, what it is the template of */
export function findingsIn(results: unknown, subjects: ReadonlyMap<string, string>): Finding[] {
  return resultsSchema.parse(results).map(({ Filename, Message, Rule, Location }) => ({
    subject: subjects.get(Filename) ?? Filename,
    message: `${Rule.Id} ${Message} (${(Location.Path ?? []).join('/')})`,
  }));
}
