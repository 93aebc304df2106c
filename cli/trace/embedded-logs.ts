import * as z from 'zod/mini';
import { readLogs } from '../embedded-cloud.ts';
import { NotEmbeddedError } from '../errors.ts';
import { grouped } from '../figures.ts';
import type { LogSource } from './log-source.ts';

const answerSchema = z.object({
  dropped: z.int(),
  entries: z.array(z.object({ at: z.number(), functionName: z.string(), line: z.string() })),
});

/** The logs that the embedded cloud behind an API keeps. `since` is in epoch milliseconds. */
export function embeddedLogs(apiUrl: string, since: number): LogSource {
  return {
    linesWith: async (texts) => {
      const answer = answerSchema.safeParse(await readLogs(apiUrl, texts, since));
      if (!answer.success) throw new NotEmbeddedError(apiUrl);
      const { dropped, entries } = answer.data;
      return {
        lines: entries.map(({ at, functionName, line }) => ({ at, functionName, text: line })),
        incomplete:
          dropped > 0 ? `the ${grouped(dropped)} oldest lines, which the embedded cloud does not keep` : undefined,
      };
    },
  };
}
