import { setTimeout as wait } from 'node:timers/promises';
import { createClient, ProblemError, type Ride } from '../client/index.ts';
import { apiUrlOf } from './api-url.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { defaultRider, demonstrationRider } from './defaults.ts';
import { UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { fetchInTime } from './fetch-in-time.ts';
import { grouped } from './figures.ts';
import { program } from './program.ts';
import { progressOn } from './progress.ts';
import { riderOf } from './rider-of.ts';
import { defaultStack, type TargetOptions, targetOf, targetOptions } from './target.ts';
import { drawTrace } from './trace/draw-trace.ts';
import { embeddedLogs } from './trace/embedded-logs.ts';
import { linesOfRide } from './trace/lines-of-ride.ts';
import type { LogSource } from './trace/log-source.ts';
import { traceOf } from './trace/trace-of.ts';
import { type Read, readRideId, readSpanWithin, readText, readTexts } from './values.ts';

const defaultSince = '1h';

/** Not before 1970, from which moments are counted. */
const sinceMs = readSpanWithin('1s', '9999d');

/** The text as given, because it is printed again; parsed, it would be a number of milliseconds. */
const readSince: Read<string> = (text, option) => {
  sinceMs(text, option);
  return text;
};

export const trace = makeCommand('trace')
  .description(
    "Shows the path of one ride, hop by hop, with its log lines. Times are of this machine's zone, and with --json of UTC.",
  )
  .argument('<ride-id>', "the ride's id", readRideId)
  .addOption(
    valued(
      '--since <span>',
      `how far back to look, such as 30m, 6h or 2d; ${defaultSince} by default, and all that an embedded cloud keeps`,
      readSince,
    ),
  )
  .option('--json', 'print the trace as JSON')
  .optionsGroup('Where the stack is, one of:')
  .addOption(targetOptions.api)
  .addOption(targetOptions.endpoint)
  .addOption(targetOptions.aws)
  .optionsGroup('With --api:')
  .addOption(
    valued('--rider <id>', "the ride's rider: the record fills in what the logs lack", readText).default(defaultRider),
  )
  .optionsGroup('With --aws, and with an --endpoint that has CloudWatch Logs Insights:')
  .addOption(targetOptions.stack)
  .addOption(valued('--log-group <name>', 'search this log group; may be repeated', readTexts))
  .addHelpText(
    'after',
    notes(
      'On AWS a line can be found some seconds after it was written, and a search costs by the gigabyte that it looks through.',
      'Exit code: 0 when the ride was found, 2 when no line mentions it, 1 on an error.',
      `Example: ${program} trace ride_0f8fad5bd9cb469fa16570867728950e`,
    ),
  )
  .action(
    ending(async (rideId, { json, ...where }) => {
      const { source, view } = await (isEmbedded(where) ? embedded(where) : deployed(where));
      const log = await linesOfRide(source, rideId);
      if (log.lines.length === 0) {
        console.error(`No line of the logs${spanOf(where)} mentions ${rideId}.`);
        return exitCodes.no;
      }
      const told = traceOf(rideId, log);
      // The record is read through the API, which logs a line of its own.
      const found = told.missing.length === 0 ? told : traceOf(rideId, log, await view(rideId));
      console.log(json ? JSON.stringify(found, null, 2) : drawTrace(found, process.stdout.columns));
      return exitCodes.done;
    }),
  );

type Where = TargetOptions & {
  readonly rider: string;
  readonly since?: string | undefined;
  readonly logGroup?: readonly string[] | undefined;
};

interface Place {
  readonly source: LogSource;
  /** The ride's record, if it can be read. */
  readonly view: (rideId: string) => Promise<Ride | undefined>;
}

const isEmbedded = ({ endpoint, aws }: Where): boolean => endpoint === undefined && !aws;

const spanOf = (where: Where): string =>
  isEmbedded(where) && where.since === undefined ? '' : ` of the last ${where.since ?? defaultSince}`;

const sinceOf = ({ since = defaultSince }: Where): number => Date.now() - sinceMs(since, '--since');

async function embedded(where: Where): Promise<Place> {
  if (where.logGroup) throw new UsageError('--log-group goes with --aws or --endpoint.');
  await targetOf(where, process.env); // refuses contradictory options
  const apiUrl = apiUrlOf(where.api, process.env);
  return {
    source: embeddedLogs(apiUrl, where.since === undefined ? 0 : sinceOf(where)),
    view: (rideId) => recordOf(apiUrl, where, rideId),
  };
}

/** Undefined if there is no such ride, or if it belongs to another rider. `start` may have requested it, too. */
async function recordOf(baseUrl: string, { rider }: Where, rideId: string): Promise<Ride | undefined> {
  for (const each of [rider, demonstrationRider]) {
    const client = createClient({ baseUrl, token: riderOf(baseUrl, { rider: each }, {}), fetch: fetchInTime() });
    const ride = await client.getRide(rideId).catch((error: unknown) => {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
    });
    if (ride) return ride;
  }
  return undefined;
}

/** The SDK is loaded on demand: it takes longer to load than all of the other commands. */
async function deployed(where: Where): Promise<Place> {
  const { client: config, stackName = defaultStack } = await targetOf(where, process.env);
  const [since, until] = [sinceOf(where), Date.now()];
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const { cloudWatchLogs } = await import('./trace/cloudwatch-logs.ts');
  const { logGroupsOf } = await import('./trace/log-groups.ts');
  const client = new CloudWatchLogsClient(config);
  const logGroups = where.logGroup ?? (await logGroupsOf(client, stackName));
  const progress = progressOn(process.stderr);
  const searched = (lines: number) =>
    progress.show(`searching ${logGroups.length} log groups: ${grouped(lines)} lines so far`);
  const logs = cloudWatchLogs({ client, logGroups, since, until, wait, searched });
  return {
    source: { linesWith: (texts) => logs.linesWith(texts).finally(progress.clear) },
    view: async () => undefined,
  };
}
