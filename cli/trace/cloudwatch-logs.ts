import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LogQueryFailedError, LogServiceError } from '../errors.ts';
import { grouped } from '../figures.ts';
import type { LogSource, RawLine } from './log-source.ts';

/** More than a query returns. */
const mostLines = 10_000;

/** Several minutes in all. */
const [pollMs, mostPolls] = [500, 600];

export interface CloudWatchLogsOptions {
  readonly client: CloudWatchLogsClient;
  readonly logGroups: readonly string[];
  /** In epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Receives the number of lines that a query has scanned so far. */
  readonly searched: (lines: number) => void;
}

/** The logs of a stack on AWS, by queries of CloudWatch Logs Insights. */
export function cloudWatchLogs(options: CloudWatchLogsOptions): LogSource {
  return {
    linesWith: async (texts) => {
      const lines = (await resultsOf(options, queryFor(texts))).map(lineOf);
      return {
        lines,
        incomplete: lines.length < mostLines ? undefined : `lines beyond the first ${grouped(mostLines)}`,
      };
    },
  };
}

/** In the language of Logs Insights: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html. */
function queryFor(texts: readonly string[]): string {
  const isWanted = texts.map((text) => `@message like ${JSON.stringify(text)}`).join(' or ');
  return `fields @timestamp, @log, @message | filter ${isWanted} | sort @timestamp asc | limit ${mostLines}`;
}

async function resultsOf(options: CloudWatchLogsOptions, queryString: string): Promise<ResultField[][]> {
  const { client, logGroups, since, until } = options;
  const seconds = { startTime: Math.floor(since / 1000), endTime: Math.ceil(until / 1000) };
  const start = new StartQueryCommand({ logGroupNames: [...logGroups], queryString, limit: mostLines, ...seconds });
  const { queryId } = await ask('StartQuery', () => client.send(start));
  for (let poll = 0; poll < mostPolls; poll += 1) {
    const answer = await ask('GetQueryResults', () => client.send(new GetQueryResultsCommand({ queryId })));
    options.searched(answer.statistics?.recordsScanned ?? 0);
    if (isComplete(answer)) return answer.results ?? [];
    await options.wait(pollMs);
  }
  await ask('StopQuery', () => client.send(new StopQueryCommand({ queryId })));
  throw new LogQueryFailedError(`took longer than ${(pollMs * mostPolls) / 60_000} minutes and was stopped`);
}

function isComplete({ status }: GetQueryResultsCommandOutput): boolean {
  if (status === 'Complete') return true;
  if (status === 'Scheduled' || status === 'Running') return false;
  throw new LogQueryFailedError(`ended as ${status}`);
}

function lineOf(fields: readonly ResultField[]): RawLine {
  const field = (name: string) => fields.find((each) => each.field === name)?.value ?? '';
  return {
    // Such as 2026-03-04 09:00:00.123, in UTC.
    at: Date.parse(`${field('@timestamp').replace(' ', 'T')}Z`),
    // The account id precedes the log group's name.
    functionName: field('@log').replace(/^\d+:/, ''),
    text: field('@message'),
  };
}

/** Calls the service. Its errors become a `LogServiceError` that names the action. */
export async function ask<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new LogServiceError(action, error as Error);
  }
}
