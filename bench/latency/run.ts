import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UsageError } from '../../cli/errors.ts';
import { fleetOf } from '../../cli/fleet.ts';
import { stores, variables } from '../../core/names.ts';
import { apiAt } from '../support/api.ts';
import { freshSeconds, reportOnce } from '../support/fleet.ts';
import { publish } from '../support/report.ts';
import { tableEnvironment } from '../support/tables.ts';
import { type Compared, compare } from './compare.ts';
import { figuresOf } from './figures.ts';
import { flowsOf } from './flows.ts';
import type { LimitReady } from './limit-process.ts';
import { type Options, readOptions, usage } from './options.ts';
import { Parts } from './part.ts';
import { reportOf } from './report.ts';
import { servicesOf } from './services.ts';
import type { StackReady } from './stack-process.ts';
import { type Sum, textbookSums } from './textbook.ts';
import { startWebhookServer } from './webhook-server.ts';

/** Many more drivers than a turn has rides, so that there is one near each rider. */
const fleetSize = (callers: number): number => Math.max(500, 20 * callers);

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const parts = new Parts();
  try {
    const options = readOptions(args);
    const measured = await Promise.race([patiently(measure(options, parts)), interruption(), parts.lost]);
    if (measured === undefined) return 130;
    if (options.json) console.log(JSON.stringify(figuresOf(measured), undefined, 2));
    else publish(reportOf(measured, ['npm run bench:latency', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')));
    return 0;
  } catch (error) {
    console.error(explain(error));
    return 1;
  } finally {
    await parts.stop();
  }
}

/** When a process dies its connections break first, but the error that names it says more. */
async function patiently<Value>(work: Promise<Value>): Promise<Value> {
  return work.catch(async (error: unknown) => {
    await wait(200);
    throw error;
  });
}

/** Resolves to undefined at a Ctrl-C. */
function interruption(): Promise<undefined> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(undefined));
    process.once('SIGTERM', () => resolve(undefined));
  });
}

function explain(error: unknown): unknown {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  return error instanceof Error && error.name !== 'Error' ? error.message : error;
}

/** Not to standard output, which a program may read. */
function progress(line: string): void {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`);
}

async function measure(
  { callers, rides, told }: Options,
  parts: Parts,
): Promise<{ sums: Sum[]; compared: Compared[] }> {
  progress('starting the stack, and a server for the limit');
  const stack = await parts.start<StackReady>(path.join(import.meta.dirname, 'stack-process.ts'));
  const environment = {
    ...stack.environment,
    ...tableEnvironment(stack.outputs, stores),
    [variables.driverFreshSeconds]: String(freshSeconds),
  };
  const { url } = await parts.start<LimitReady>(path.join(import.meta.dirname, 'limit-process.ts'), environment);
  const services = await servicesOf(stack);
  const connections = Math.max(...callers);
  const [api, limit] = [apiAt(stack.apiUrl, connections), apiAt(url, connections)];
  const webhooks = told ? await startWebhookServer() : undefined;
  const fleet = fleetOf(fleetSize(connections));
  progress(`seeding ${fleet.length} drivers`);
  await reportOnce(stack.apiUrl, fleet);
  try {
    const flows = flowsOf(
      api,
      limit,
      services.drivers,
      webhooks ? { webhookUrl: webhooks.url, receiptEmail: 'rider@example.com' } : {},
    );
    // First, before the API has learnt how long rides usually take: these take as long as their simulation says.
    const sums = await textbookSums(flows[0], flows[1], progress);
    const compared: Compared[] = [];
    for (const count of callers)
      compared.push(
        await compare({ callers: count, rides, flows, services, processor: () => parts.processorMs(), progress }),
      );
    if (webhooks) progress(`${webhooks.calls()} webhooks have come so far`);
    return { sums, compared };
  } finally {
    webhooks?.stop();
    services.close();
    await Promise.all([api.close(), limit.close()]);
  }
}

process.exitCode = await main(process.argv.slice(2));
