import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cloud, startCloud } from '../../local/index.ts';
import { parseOptions } from '../support/parse-options.ts';
import { publish } from '../support/report.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { synthesizeStack } from '../support/stack.ts';
import { functionsOf, resolvedEnvironment } from '../support/template-functions.ts';
import { startBlockingServer } from './blocking-server.ts';
import { figuresOf, type WaveFigures } from './figures.ts';
import { type FunctionCode, startHandlerServer } from './handler-server.ts';
import { modelRide } from './model-ride.ts';
import { mostConnections } from './open-files.ts';
import { rateOf, ridersOf, threadsOf } from './options.ts';
import { reportOf, type ServerFigures } from './report.ts';
import { type ModelRide, RidesTable } from './rides-table.ts';
import type { WaitingServer } from './waiting-server.ts';
import { warmUp } from './warm-up.ts';
import { type WavePlan, wave } from './wave.ts';

const command = 'npm run bench:connections';

const usage = `Usage: ${command} -- [OPTIONS]

  --riders LIST   how many riders wait at once, one wave each; 100,1000,2000,5000,10000 by default
  --rate N        arrivals, and later ends of rides, per second; 1000 by default
  --threads N     threads of the blocking server; 200 by default
  --json          print the figures as JSON, and write nothing
  --help          print this help

Starts the stack, and has riders wait for the outcomes of their rides: at one Node process that runs the API function's
handler once for each rider concurrently, and at a Java server with a thread for each waiting rider.

Example: ${command} -- --riders 100,1000`;

/** The waits begin when the rides are written, and the deadline must not come before the rides end. */
const context = { deadlineSeconds: '60' };

interface Plan {
  readonly riders: readonly number[];
  readonly rate: number;
  readonly threads: number;
}

interface Scene {
  readonly cloud: Cloud;
  readonly table: RidesTable;
  readonly model: ModelRide;
  readonly api: FunctionCode;
}

/** Starts a server for each wave, so that nothing remains of the wave before. */
type StartServer = () => Promise<WaitingServer | undefined>;

await runBenchmark({ usage, run }, process.argv.slice(2));

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parseOptions(args, {
    riders: { type: 'string', default: '100,1000,2000,5000,10000' },
    rate: { type: 'string', default: '1000' },
    threads: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  });
  const wanted = ridersOf(options.riders);
  const most = mostConnections();
  const plan = {
    riders: wanted.filter((count) => count <= most),
    rate: rateOf(options.rate, wanted),
    threads: threadsOf(options.threads),
  };
  const remarks: string[] = [];
  const tooMany = wanted.filter((count) => count > most);
  if (tooMany.length > 0) {
    remarks.push(
      `Not tried: ${tooMany.join(', ')} riders. The limit of open files (\`ulimit -n\`) is too low for them.`,
    );
  }
  const servers = await onStage((scene) => allWaves(scene, plan, remarks, signal));
  if (options.json) console.log(JSON.stringify(servers, undefined, 2));
  else publish(reportOf(command, servers, { rate: plan.rate, remarks }));
}

async function onStage<Result>(work: (scene: Scene) => Promise<Result>): Promise<Result> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'connections-')));
  try {
    console.error('starting the stack');
    const assemblyDirectory = await synthesizeStack(context, directory);
    const cloud = await startCloud({ assemblyDirectory, keptLogs: false });
    const table = new RidesTable(cloud);
    try {
      const model = await modelRide(cloud.apiUrl, table);
      return await work({ cloud, table, model, api: await apiFunction(assemblyDirectory, cloud) });
    } finally {
      table.close();
      await cloud.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function apiFunction(assemblyDirectory: string, { environment, physicalIds }: Cloud): Promise<FunctionCode> {
  const api = (await functionsOf(assemblyDirectory)).find(({ name }) => name === 'api');
  if (api === undefined) throw new Error('The template has no function named api.');
  const textOf = (reference: unknown) => textIn(reference as Reference, physicalIds);
  const several = { AWS_LAMBDA_FUNCTION_NAME: 'api', AWS_LAMBDA_MAX_CONCURRENCY: '10000' };
  return {
    directory: api.directory,
    environment: { ...environment, ...resolvedEnvironment(api, textOf), ...several },
  };
}

interface Reference {
  readonly Ref?: string;
  readonly 'Fn::If'?: readonly [condition: string, onEmulator: string, elsewhere: string];
}

/** A reference to a resource is replaced by its name; the template's only condition is that it is not on AWS. */
function textIn(reference: Reference, physicalIds: Readonly<Record<string, string>>): string {
  return reference['Fn::If']?.[1] ?? physicalIds[reference.Ref ?? ''] ?? '';
}

async function allWaves(scene: Scene, plan: Plan, remarks: string[], signal: AbortSignal): Promise<ServerFigures[]> {
  const { cloud, table, api } = scene;
  const location = { endpoint: cloud.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', tableName: table.tableName };
  const ours = await waves(() => startHandlerServer(api), scene, plan, signal);
  const theirs = await waves(() => startBlockingServer(location, plan.threads), scene, plan, signal);
  if (!theirs) remarks.push('The blocking server was not measured: `java` is not installed.');
  return [ours, theirs].filter((each) => each !== undefined);
}

async function waves(
  start: StartServer,
  scene: Scene,
  plan: Plan,
  signal: AbortSignal,
): Promise<ServerFigures | undefined> {
  const done: WaveFigures[] = [];
  let name = '';
  for (const riders of plan.riders) {
    const server = await start();
    if (server === undefined) return undefined;
    name = server.name;
    try {
      done.push(await oneWave(server, scene, { riders, rate: plan.rate }, signal));
    } finally {
      await server.stop();
    }
  }
  return { server: name, waves: done };
}

async function oneWave(
  server: WaitingServer,
  { table, model }: Scene,
  plan: WavePlan,
  signal: AbortSignal,
): Promise<WaveFigures> {
  signal.throwIfAborted();
  await warmUp(server, model);
  const figures = figuresOf(await wave(server, table, model, plan, signal));
  const { riders, takenIn, told, lateMs, toldAllMs, limit } = figures;
  const late = `late ${Math.round(lateMs.p50)} ms (p50), ${Math.round(lateMs.p99)} ms (p99)`;
  console.error(
    `${server.name}: ${takenIn} of ${riders} taken in, ${told} told within ${(toldAllMs / 1000).toFixed(1)} s, ${late};` +
      ` limit: ${limit}`,
  );
  return figures;
}
