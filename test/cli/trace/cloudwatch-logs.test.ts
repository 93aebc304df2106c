import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CloudWatchLogsClient, GetQueryResultsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogGroupsError, LogQueryFailedError, LogServiceError } from '../../../cli/errors.ts';
import { cloudWatchLogs } from '../../../cli/trace/cloudwatch-logs.ts';
import { logGroupsOf } from '../../../cli/trace/log-groups.ts';

type Input = Record<string, unknown>;
type Actions = Record<string, (input: Input) => unknown>;

const refusal = (name: string): Error => Object.assign(new Error('No.'), { name });

const aResult = (timestamp: string, log: string, message: string) => [
  { field: '@timestamp', value: timestamp },
  { field: '@log', value: log },
  { field: '@message', value: message },
  { field: '@ptr', value: 'pointer' },
];

/** A CloudWatch Logs with only the actions that a test gives it; one that returns an `Error` refuses with its name. */
describe('CloudWatch Logs', () => {
  let server: Server;
  afterEach(() => server.close());

  const clientOf = async (actions: Actions): Promise<CloudWatchLogsClient> => {
    server = createServer(async (request, response) => {
      const action = String(request.headers['x-amz-target']).replace('Logs_20140328.', '');
      const answer = actions[action]?.(JSON.parse(await text(request))) ?? refusal('UnknownOperationException');
      const body = answer instanceof Error ? { __type: answer.name, message: answer.message } : answer;
      response.writeHead(answer instanceof Error ? 400 : 200, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials });
  };

  const logsOf = async (actions: Actions, client?: CloudWatchLogsClient) => {
    const waits: number[] = [];
    const searched: number[] = [];
    const logs = cloudWatchLogs({
      client: client ?? (await clientOf(actions)),
      logGroups: ['RideRequest-ApiLogs-1', 'RideRequest-PricingLogs-1'],
      since: Date.parse('2026-03-04T08:00:00.900Z'),
      until: Date.parse('2026-03-04T09:00:00.100Z'),
      wait: async (ms) => void waits.push(ms),
      searched: (lines) => void searched.push(lines),
    });
    return { logs, waits, searched };
  };

  /** A query that goes through these answers, the last one ever after. */
  const aQuery = (...answers: readonly unknown[]): Actions => {
    let polls = 0;
    return {
      StartQuery: () => ({ queryId: 'query-1' }),
      GetQueryResults: () => answers[Math.min(polls++, answers.length - 1)],
      StopQuery: () => ({ success: true }),
    };
  };

  it('is asked for the lines with any of the texts, oldest first, in all log groups and no longer ago than wanted', async () => {
    const started: Input[] = [];
    const actions = aQuery({ status: 'Complete', results: [] });
    const { logs } = await logsOf({ ...actions, StartQuery: (input) => started.push(input) && { queryId: 'query-1' } });
    await logs.linesWith(['ride_1', 'a"b']);
    expect(started).toEqual([
      {
        logGroupNames: ['RideRequest-ApiLogs-1', 'RideRequest-PricingLogs-1'],
        queryString:
          'fields @timestamp, @log, @message | filter @message like "ride_1" or @message like "a\\"b" ' +
          '| sort @timestamp asc | limit 10000',
        limit: 10_000,
        startTime: Date.parse('2026-03-04T08:00:00Z') / 1000,
        endTime: Date.parse('2026-03-04T09:00:01Z') / 1000,
      },
    ]);
  });

  it('gives the lines with their time and their log group, when the query is complete', async () => {
    const results = [aResult('2026-03-04 09:00:00.123', '123456789012:RideRequest-ApiLogs-1', '{"message":"x"}')];
    const { logs, waits, searched } = await logsOf(
      aQuery(
        { status: 'Scheduled' },
        { status: 'Running', statistics: { recordsScanned: 7 }, results: [] },
        { status: 'Complete', statistics: { recordsScanned: 9 }, results },
      ),
    );
    expect(await logs.linesWith(['ride_1'])).toEqual({
      lines: [
        { at: Date.parse('2026-03-04T09:00:00.123Z'), functionName: 'RideRequest-ApiLogs-1', text: '{"message":"x"}' },
      ],
      incomplete: undefined,
    });
    expect([waits.length, searched]).toEqual([2, [0, 7, 9]]);
  });

  it('says when there may be more lines than a query gives', async () => {
    const results = Array.from({ length: 10_000 }, () => aResult('2026-03-04 09:00:00.123', 'log', 'line'));
    const { logs } = await logsOf(aQuery({ status: 'Complete', results }));
    expect((await logs.linesWith(['ride_1'])).incomplete).toBe('lines beyond the first 10,000');
  });

  it.each(['Failed', 'Cancelled', 'Timeout', 'Unknown'])('says that a query ended as %s', async (status) => {
    const { logs } = await logsOf(aQuery({ status }));
    await expect(logs.linesWith(['ride_1'])).rejects.toThrow(LogQueryFailedError);
  });

  it('stops a query that does not end', async () => {
    const stopped: Input[] = [];
    const actions = { ...aQuery(), StopQuery: (input: Input) => stopped.push(input) && {} };
    // Hundreds of answers, all the same, without the way there and back.
    const client = await clientOf(actions);
    const send = client.send.bind(client);
    vi.spyOn(client, 'send').mockImplementation((command) =>
      command instanceof GetQueryResultsCommand ? Promise.resolve({ status: 'Running' }) : send(command as never),
    );
    const { logs } = await logsOf(actions, client);
    await expect(logs.linesWith(['ride_1'])).rejects.toThrow('took longer than 5 minutes and was stopped');
    expect(stopped).toEqual([{ queryId: 'query-1' }]);
  });

  it('says which call was refused, and what the credentials must allow', async () => {
    const { logs } = await logsOf({ StartQuery: () => refusal('AccessDeniedException') });
    const asking = logs.linesWith(['ride_1']);
    await expect(asking).rejects.toThrow(LogServiceError);
    await expect(asking).rejects.toThrow(/^StartQuery failed: AccessDeniedException: No\.\n.*logs:StartQuery/);
    server.close();
    const { logs: others } = await logsOf({ StartQuery: () => refusal('ResourceNotFoundException') });
    await expect(others.linesWith(['ride_1'])).rejects.toThrow(/^StartQuery failed: ResourceNotFoundException: No\.$/);
  });

  const groups = (...names: readonly string[]) => ({ logGroups: names.map((logGroupName) => ({ logGroupName })) });

  it("lists a stack's log groups, page after page, and nobody else's", async () => {
    const client = await clientOf({
      DescribeLogGroups: ({ logGroupNamePrefix, nextToken }) => {
        if (logGroupNamePrefix !== 'RideRequest-') return refusal('InvalidParameterException');
        return nextToken === undefined
          ? { ...groups('RideRequest-ApiLogs1A2B-x1', 'RideRequest-prod-ApiLogs1A2B-x1'), nextToken: 'more' }
          : groups('RideRequest-PricingLogs3C4D-x2');
      },
    });
    expect(await logGroupsOf(client, 'RideRequest')).toEqual([
      'RideRequest-ApiLogs1A2B-x1',
      'RideRequest-PricingLogs3C4D-x2',
    ]);
  });

  it('has none of such a stack, or more than a query takes', async () => {
    const none = await clientOf({ DescribeLogGroups: () => groups() });
    await expect(logGroupsOf(none, 'RideRequest')).rejects.toThrow(/Stack RideRequest has no log groups/);
    server.close();
    const many = Array.from({ length: 51 }, (_, index) => `RideRequest-Logs${index}`);
    const tooMany = await clientOf({ DescribeLogGroups: () => groups(...many) });
    await expect(logGroupsOf(tooMany, 'RideRequest')).rejects.toThrow(LogGroupsError);
  });
});
