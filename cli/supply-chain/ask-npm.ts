import * as z from 'zod/mini';
import { jsonOf } from '../../core/json-of.ts';
import type { Verdict } from './verdict.ts';

/** Runs npm with these arguments and gives what it prints on stdout, whatever its exit code. */
export type Npm = (args: readonly string[]) => string;

const namedPackage = z.object({ name: z.string(), version: z.string() });
const signaturesSchema = z.object({ invalid: z.array(namedPackage), missing: z.array(namedPackage) });
const advisoriesSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});
const failureSchema = z.object({
  message: z.optional(z.string()),
  error: z.optional(z.object({ summary: z.optional(z.string()) })),
});

/** Whether the registry signed every installed package, as it stands in the lock file. */
export function signaturesVerdict(npm: Npm): Verdict {
  return ask('signatures', npm, ['audit', 'signatures', '--json'], signaturesSchema, ({ invalid, missing }) => [
    ...invalid.map((one) => `${named(one)} has a signature that is not the registry's`),
    ...missing.map((one) => `${named(one)} is not signed, though the registry signs`),
  ]);
}

/** Whether something is known against a package that is deployed. */
export function advisoriesVerdict(npm: Npm): Verdict {
  return ask('advisories', npm, ['audit', '--omit=dev', '--json'], advisoriesSchema, ({ vulnerabilities }) =>
    Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`),
  );
}

function ask<Answer>(
  subject: string,
  npm: Npm,
  args: readonly string[],
  schema: z.ZodMiniType<Answer>,
  findings: (answer: Answer) => string[],
): Verdict {
  const printed = jsonOf(npm(args));
  const answer = schema.safeParse(printed);
  if (answer.success) return { subject, findings: findings(answer.data) };
  const { message, error } = failureSchema.safeParse(printed).data ?? {};
  const why = message || error?.summary || 'it said nothing that is understood here';
  return { subject, findings: [], unanswered: `npm ${args.join(' ')}: ${why}` };
}

function named({ name, version }: z.infer<typeof namedPackage>): string {
  return `${name}@${version}`;
}
