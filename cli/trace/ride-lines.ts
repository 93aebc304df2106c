import * as z from 'zod/mini';
import type { LogLine } from './log-line.ts';

const branches = z._default(z.array(z.string()), []);

/** The fields of functions' log lines about a ride that a trace uses, by message. */
const schemas = {
  'ride published': z.object({ requestedAt: z.iso.datetime() }),
  'ride answered': z.object({ flow: z.optional(z.string()), status: z.string(), waitedMs: z.number() }),
  'ride ended': z.object({ status: z.string() }),
  'branch started': z.object({ branch: z.string(), attempt: z.int(), queuedMs: z.number() }),
  'branch finished': z.object({
    branch: z.string(),
    attempt: z.int(),
    status: z.string(),
    reason: z.optional(z.string()),
    queuedAt: z.iso.datetime(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    pending: z.optional(z.array(z.string())),
  }),
  'branch skipped': z.object({ branch: z.string(), attempt: z.int() }),
  'answer found': z.object({ branch: z.string(), attempt: z.int() }),
  'answers recorded': z.object({ branches, pending: branches }),
  'answers late': z.object({ branches, lateMs: z.number() }),
  'ride settled': z.object({
    flow: z.optional(z.string()),
    status: z.string(),
    unanswered: branches,
    reasons: branches,
    totalMs: z.optional(z.nullable(z.number())),
  }),
  'event announced': z.object({ type: z.string() }),
  'event handled': z.object({ type: z.string(), outcome: z.string(), durationMs: z.number() }),
  'record failed': z.object({
    attempt: z.int(),
    retryInSeconds: z.optional(z.number()),
    goesTo: z.optional(z.string()),
    error: z.optional(
      z.looseObject({
        name: z.optional(z.string()),
        message: z.optional(z.string()),
        stack: z.optional(z.string()),
      }),
    ),
  }),
};

export type RideLineName = keyof typeof schemas;

export type RideLine<Name extends RideLineName> = Pick<LogLine, 'at' | 'service' | 'requestId'> &
  z.infer<(typeof schemas)[Name]>;

/** The lines of one kind. One with missing fields is left out; the trace still lists it among the log lines. */
export function linesNamed<Name extends RideLineName>(lines: readonly LogLine[], name: Name): RideLine<Name>[] {
  return lines.flatMap(({ message, fields, at, service, requestId }) => {
    const parsed = message === name ? schemas[name].safeParse(fields) : undefined;
    return parsed?.success ? [{ ...(parsed.data as z.infer<(typeof schemas)[Name]>), at, service, requestId }] : [];
  });
}
