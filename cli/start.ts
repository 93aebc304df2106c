import { once } from 'node:events';
import path from 'node:path';
import { createClient, type Ride, type RideClient } from '../client/index.ts';
import { branches } from '../core/branches.ts';
import {
  type Cloud,
  type CloudOptions,
  type LogEntry,
  type OnLog,
  PortTakenError,
  startCloud,
  synthesize,
} from '../local/index.ts';
import { tokenOf } from './callers.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { buildPage } from './console/build-page.ts';
import { makeConsole } from './console/make-console.ts';
import { CountedLines } from './counted-lines.ts';
import { defaultPort, defaultRider } from './defaults.ts';
import { type DriverHeartbeats, heartbeatSeconds } from './driver-heartbeats.ts';
import { embeddedContext } from './embedded-context.ts';
import { CommandError } from './errors.ts';
import { type FleetDriver, fleetOf, usualFleetSize } from './fleet.ts';
import type { FleetPace } from './fleet-simulator/fleet-simulator.ts';
import { simulateFleet } from './fleet-simulator/simulate-fleet.ts';
import { firstRide, howToAsk } from './how-to-ask.ts';
import { interruption } from './interruption.ts';
import { paintOn } from './paint.ts';
import { program } from './program.ts';
import { keepFleet, seedFleet } from './seed-fleet.ts';
import { step } from './step.ts';
import { readPort } from './values.ts';
import { waterfalls } from './waterfall.ts';

const warmUpRounds = 5;

/** Slow enough that a ride does not feel it. */
const fleetPace: FleetPace = { everySeconds: 30, reportsPerSecond: 20 };

export const start = makeCommand('start')
  .description(
    `Runs the whole stack on this machine: synthesizes it, runs it on loopback, seeds a fleet of ${usualFleetSize} drivers around San Francisco, sends one ride through the parallel flow and one through the sequential one, and stays up until Ctrl-C. From then on the drivers drive about, each reporting every ${fleetPace.everySeconds} s. A console at the root of the API's port shows it all in a browser.`,
  )
  .option('--once', 'show the two rides, then stop')
  .addOption(
    valued('--port <port>', `port of the API; ${defaultPort} by default, or a free one where that is taken`, readPort),
  )
  .option('--still', `leave the drivers where they are; each goes on reporting, every ${heartbeatSeconds} s`)
  .option('--logs', 'print what the functions log')
  .option('--json', "print the API's address and the two rides as JSON; what goes on meanwhile is on stderr")
  .addHelpText(
    'after',
    notes(
      'Exit code: 0 when both rides were confirmed, 1 when not, or on an error.',
      `Example: ${program} start --once`,
    ),
  )
  .action(ending(startStack));

interface StartOptions {
  readonly once?: true | undefined;
  readonly port?: number | undefined;
  readonly still?: true | undefined;
  readonly logs?: true | undefined;
  readonly json?: true | undefined;
}

async function startStack(options: StartOptions): Promise<number> {
  const fleet = fleetOf(usualFleetSize);
  const { signal } = interruption();
  const trouble = new CountedLines((line) => console.error(line));
  const cloud = await bringUp(options.port, options.logs ? printLog : troubleTo(trouble));
  let parked: DriverHeartbeats<FleetDriver> | undefined;
  try {
    parked = await step(`seeding ${usualFleetSize} drivers`, () => seedFleet(cloud.apiUrl, fleet));
    const rider = createClient({ baseUrl: cloud.apiUrl, token: () => tokenOf('rider', defaultRider) });
    await step('warming up', () => warmUp(rider));
    const rides = await demonstrate(rider);
    const shown = options.json
      ? JSON.stringify({ apiUrl: cloud.apiUrl, rides }, null, 2)
      : `\n${waterfalls(rides, paintOn(process.stdout))}\n`;
    console.log(shown);
    if (!options.once) {
      if (!options.json) {
        console.log(
          `Watch it all at ${new URL('/', cloud.apiUrl)}\n\n${howToAsk(cloud.apiUrl)}\n\nCtrl-C stops everything.`,
        );
      }
      const stopped = once(signal, 'abort');
      if (!options.still) {
        await parked.stop();
        parked = await moved(cloud.apiUrl, fleet, signal);
      }
      await stopped;
    }
    return rides.every(({ status }) => status === 'confirmed') ? 0 : 1;
  } finally {
    await parked?.stop();
    await step('stopping', () => cloud.stop());
    trouble.end();
  }
}

async function bringUp(port: number | undefined, print: OnLog): Promise<Cloud> {
  const projectDirectory = path.join(import.meta.dirname, '..');
  const [assemblyDirectory, site] = await step('synthesizing the stack', () =>
    Promise.all([synthesize({ projectDirectory, context: embeddedContext }), buildPage()]),
  );
  const { routes, onLog } = makeConsole();
  return step('starting the embedded cloud', () =>
    startOn(port, {
      assemblyDirectory,
      site,
      routes,
      onLog: (entry) => {
        onLog(entry);
        print(entry);
      },
    }),
  );
}

/** A port that was asked for must be free; the usual one is given up for any other when it is taken. */
async function startOn(port: number | undefined, options: CloudOptions): Promise<Cloud> {
  try {
    return await startCloud({ ...options, apiPort: port ?? defaultPort });
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error;
    if (port !== undefined) throw new CommandError(`Port ${port} is taken. Choose another one with --port.`);
    console.error(`Port ${defaultPort} is taken, so another one is used.`);
    return startCloud(options);
  }
}

/** One ride through each flow. */
const demonstrate = (rider: RideClient): Promise<Ride[]> =>
  step('requesting a parallel and a sequential ride', async () => [
    await rider.requestRide(firstRide, { flow: 'parallel', waitSeconds: 25 }),
    await rider.requestRide(firstRide, { flow: 'sequential' }),
  ]);

/** Cold starts are not what the two rides are to show: functions start, and their code is compiled as it is used. */
async function warmUp(rider: RideClient): Promise<void> {
  const simulate = Object.fromEntries(Object.keys(branches).map((branch) => [branch, { delayMs: 0 }]));
  const flows = ['parallel', 'sequential'] as const;
  for (let round = 0; round < warmUpRounds; round += 1) {
    await Promise.all(flows.map((flow) => rider.requestRide({ ...firstRide, simulate }, { flow, waitSeconds: 25 })));
  }
}

/** Moves the fleet until the signal is given. Should that fail, the drivers stand where they began: they are still there. */
async function moved(
  apiUrl: string,
  fleet: readonly FleetDriver[],
  signal: AbortSignal,
): Promise<DriverHeartbeats<FleetDriver> | undefined> {
  try {
    await simulateFleet(apiUrl, { fleet, seed: 1, ...fleetPace }).run(signal);
    return undefined;
  } catch (error) {
    console.error(`The drivers stand still from now on: ${error instanceof Error ? error.message : error}`);
    return keepFleet(apiUrl, fleet);
  }
}

const lineOf = ({ functionName, line }: LogEntry): string => `[${functionName}] ${line}`;
const printLog: OnLog = (entry) => console.error(lineOf(entry));

/** Time-outs and crashes are worth a line even where logs are not asked for; not one each where there are many. */
const troubleTo =
  (lines: CountedLines): OnLog =>
  (entry) => {
    if (entry.stream === 'platform' && /timed out|exited|error/i.test(entry.line)) lines.add(lineOf(entry));
  };
