import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { CommandError } from '../errors.ts';
import { services } from './prices.ts';
import type { Usage } from './usage.ts';

const countSchema = z.object({
  service: z.enum([...services]),
  operation: z.string(),
  /** The function. */
  by: z.string(),
  /** The table, topic, queue or route. */
  of: z.string(),
  requests: z.number(),
  messages: z.number(),
  readUnits: z.number(),
  writeUnits: z.number(),
});

/** Requests of one kind, for a number of rides. */
export type Count = z.infer<typeof countSchema>;

const countedSchema = z.object({ rides: z.number(), counts: z.array(countSchema) });

/** Rides, and the requests that they took. */
export type Counted = z.infer<typeof countedSchema>;

const msSchema = z.record(z.string(), z.number());

const costSchema = z.object({
  date: z.string(),
  machine: z.string(),
  data: z.object({
    counted: z.object({
      quiet: z.object({ ride: countedSchema, completion: countedSchema }),
      atLoad: countedSchema,
    }),
    /** Milliseconds that an invocation takes. */
    times: z.object({
      ride: msSchema,
      completion: msSchema,
      waiting: z.number(),
      notWaiting: z.number(),
      completing: z.number(),
    }),
    bills: z.array(z.object({ name: z.string(), usage: msSchema })),
  }),
});

/** What `npm run cost` has counted and timed. */
export interface Measured {
  readonly date: string;
  readonly machine: string;
  /** For rides one after the other, whose riders wait. */
  readonly quiet: Counted;
  /** For rides that pile up in the queues, and whose riders poll. */
  readonly busy: Counted;
  readonly completion: Counted;
  readonly times: z.infer<typeof costSchema>['data']['times'];
  /** Alternative designs, and what one ride uses in each. */
  readonly bills: readonly { readonly name: string; readonly usage: Usage }[];
}

const resultsFile = path.join(import.meta.dirname, '../../bench/results/cost.json');

/** Reads the latest results of `npm run cost`. Throws `CommandError` if they are missing or unreadable. */
export function readMeasured(file: string = resultsFile): Measured {
  const { date, machine, data } = parsed(file);
  const { counted, times, bills } = data;
  return {
    date,
    machine,
    quiet: counted.quiet.ride,
    busy: counted.atLoad,
    completion: counted.quiet.completion,
    times,
    bills,
  };
}

function parsed(file: string): z.infer<typeof costSchema> {
  try {
    return costSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new CommandError(
      `${file} has no results of \`npm run cost\` that can be read, and all counts come from there. Run it: npm run cost`,
      { cause },
    );
  }
}
