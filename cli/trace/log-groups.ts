import { type CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { LogGroupsError } from '../errors.ts';
import { isOfStack } from '../redrive/queues-of-stack.ts';
import { ask } from './cloudwatch-logs.ts';

/** The most log groups in a query. */
const mostGroups = 50;

/**
 * The log groups of a stack, by the names that CloudFormation has given them. Throws `LogGroupsError` if there are none,
 * or more than one query accepts.
 */
export async function logGroupsOf(client: CloudWatchLogsClient, stackName: string): Promise<string[]> {
  const names = await ask('DescribeLogGroups', () => namesWith(client, `${stackName}-`));
  const groups = names.filter((name) => isOfStack(name, stackName));
  if (groups.length === 0 || groups.length > mostGroups) throw new LogGroupsError(stackName, groups.length, mostGroups);
  return groups;
}

async function namesWith(client: CloudWatchLogsClient, logGroupNamePrefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));
  }
  return names;
}
