import { Option } from '@commander-js/extra-typings';
import { createClient, type Ride, type RideClient } from '../client/index.ts';
import type { LogEntry } from '../local/index.ts';
import { tokenOf } from './callers.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { defaultPort, defaultRider, demonstrationRider } from './defaults.ts';
import type { Watch } from './dev/watch-sources.ts';
import { type DriverHeartbeats, heartbeatSeconds } from './driver-heartbeats.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FleetDriver, fleetOf, usualFleetSize } from './fleet.ts';
import { howToAsk } from './how-to-ask.ts';
import { type Interruption, interruption } from './interruption.ts';
import { program } from './program.ts';
import { seedFleet } from './seed-fleet.ts';
import { shownRides } from './show-ride.ts';
import { bringUp, type RunningStack, type Synthesized, type SynthesizeStack, synthesizer } from './start/bring-up.ts';
import { demonstrate, warmUp } from './start/demonstrate.ts';
import { endInTime } from './start/end-in-time.ts';
import { FunctionLogs } from './start/function-logs.ts';
import { type Inspection, inspectedDeadlineSeconds, inspectorPort, openInspector } from './start/inspection.ts';
import { hearKeys } from './start/keys.ts';
import { keysFor } from './start/keys-for.ts';
import { fleetPace, moveFleet } from './start/move-fleet.ts';
import { step } from './step.ts';
import { readPort } from './values.ts';

export const start = makeCommand('start')
  .description(
    `Runs the whole stack on this machine: synthesizes it, runs it on loopback, seeds a fleet of ${usualFleetSize} drivers around San Francisco, sends one ride through the parallel flow and one through the sequential one, and stays up until Ctrl-C. From then on the drivers drive about, each reporting every ${fleetPace.everySeconds} s. A console at the root of the API's port shows it all in a browser.`,
  )
  .option('--once', 'show the two rides, then stop')
  .addOption(
    valued('--port <port>', `port of the API; ${defaultPort} by default, or a free one where that is taken`, readPort),
  )
  .addOption(
    new Option(
      '--watch',
      'reload edited functions in the running stack, restart it after a change of the template (`npm run dev`)',
    ).conflicts('once'),
  )
  .addOption(
    valued(
      '--inspect [port]',
      "let a debugger set breakpoints in the functions' TypeScript, on this port; shows no rides, except with --once",
      readPort,
    ).preset(String(inspectorPort)),
  )
  .option('--still', `leave the drivers where they are; each keeps reporting, every ${heartbeatSeconds} s`)
  .option('--logs', 'print what the functions log')
  .option('--json', "print the API's address and the two rides as JSON; progress goes to stderr")
  .addHelpText(
    'after',
    notes(
      'At a terminal, keys work once it is up: o opens the console, r races a ride both ways, l switches the logs on or off, q quits.',
      'Exit code: 0 when both rides were confirmed, 1 when not, or on an error; 130 when it was ended before that.',
      `Example: ${program} start --once`,
    ),
  )
  .action(ending(startStack));

interface StartOptions {
  readonly once?: true | undefined;
  readonly port?: number | undefined;
  readonly watch?: true | undefined;
  readonly inspect?: number | undefined;
  readonly still?: true | undefined;
  readonly logs?: true | undefined;
  readonly json?: true | undefined;
}

/** A stack to bring up: first that of the sources, later that of an edited template. */
interface Round {
  readonly port?: number | undefined;
  /** Already synthesized; it replaces the running one. */
  readonly synthesized?: Synthesized | undefined;
}

/** Shared by all stacks that are brought up. */
interface Setting {
  readonly options: StartOptions;
  readonly interruption: Interruption;
  readonly logs: FunctionLogs;
  readonly synthesizeStack: SynthesizeStack;
  readonly inspection: Inspection | undefined;
  readonly progress: { exitCode: ExitCode };
}

/** Runs until a request to end, which aborts it at any stage. */
async function startStack(options: StartOptions): Promise<ExitCode> {
  const setting = {
    options,
    interruption: interruption(),
    logs: new FunctionLogs(options.logs === true),
    synthesizeStack: synthesizer(options.inspect === undefined ? {} : { deadlineSeconds: inspectedDeadlineSeconds }),
    inspection: options.inspect === undefined ? undefined : openInspector(options.inspect),
    progress: { exitCode: exitCodes.interrupted as ExitCode },
  };
  endInTime(setting.interruption.signal, setting.progress);
  // Writes to a closed terminal fail, which is no reason to end: the stack has to be stopped.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error').on('error', () => {});
  try {
    for (let round: Round | undefined = { port: options.port }; round !== undefined; )
      round = await run(round, setting);
    return setting.progress.exitCode;
  } finally {
    setting.inspection?.end();
  }
}

/** Runs one stack until a request to end, or until another one replaces it: then it resolves to that one. */
async function run(round: Round, setting: Setting): Promise<Round | undefined> {
  const { options, interruption, logs, synthesizeStack, inspection, progress } = setting;
  const { signal, interrupt } = interruption;
  const replaced = new AbortController();
  const ended = AbortSignal.any([signal, replaced.signal]);
  let next: Round | undefined;
  // Errors of work that the requested end interrupts are not reported.
  const hear = (entry: LogEntry) => ended.aborted || logs.hear(entry);
  const stack = await bringUp({ ...round, hear, synthesizeStack }, signal);
  const { cloud } = stack;
  const fleet = fleetOf(usualFleetSize);
  let parked: DriverHeartbeats<FleetDriver> | undefined;
  let keys: ReturnType<typeof hearKeys>;
  let watch: Watch | undefined;
  try {
    if (inspection) await step('bundling for breakpoints', () => bundleForBreakpoints(stack), signal);
    if (options.watch) {
      watch = await watchEdits(stack, setting, (synthesized) => {
        next = { port: Number(new URL(cloud.apiUrl).port), synthesized };
        replaced.abort();
      });
    }
    parked = await step(`seeding ${usualFleetSize} drivers`, () => seedFleet(cloud.apiUrl, fleet), signal);
    const as = (id: string) => createClient({ baseUrl: cloud.apiUrl, token: () => tokenOf('rider', id) });
    const demonstrator = as(demonstrationRider);
    // Otherwise a breakpoint that is already set would stop these rides first.
    const showsRides = inspection === undefined || options.once === true;
    if (showsRides) await step('warming up', () => warmUp(demonstrator), signal);
    // Before the two rides that are shown: they need the whole machine.
    if (watch) await tellOfTypes(watch, signal);
    const isFirst = round.synthesized === undefined;
    if (isFirst) {
      const rides = showsRides ? await race(demonstrator, signal) : [];
      progress.exitCode = rides.every(({ status }) => status === 'confirmed') ? exitCodes.done : exitCodes.failed;
      if (options.json) console.log(JSON.stringify({ apiUrl: cloud.apiUrl, rides }, null, 2));
      else if (showsRides) console.log(`\n${shownRides(rides, options.once ? undefined : cloud.apiUrl)}\n`);
      if (options.once) return undefined;
    }
    if (!options.json) {
      const actions = { race: () => raceAgain(as(defaultRider), cloud.apiUrl, ended), logs, interrupt };
      const terminal = { input: process.stdin, output: process.stdout, interrupt };
      keys = hearKeys(keysFor(cloud.apiUrl, actions), terminal);
      console.log(isFirst ? howToGoOn(cloud.apiUrl, keys?.hint) : `The stack is up again at ${cloud.apiUrl}`);
    }
    if (!options.still) {
      await parked.stop();
      parked = await moveFleet(cloud.apiUrl, fleet, ended);
    }
    await aborted(ended);
    return signal.aborted ? undefined : next;
  } finally {
    keys?.end();
    await Promise.all([parked?.stop(), watch?.end()]);
    inspection?.resumeAll();
    await step('stopping', () => cloud.stop());
    logs.end();
  }
}

/** Loaded on demand, like the next function: only edits need esbuild. */
async function watchEdits(
  stack: RunningStack,
  { synthesizeStack, inspection }: Setting,
  restart: (synthesized: Synthesized) => void,
): Promise<Watch> {
  const { watchSources } = await import('./dev/watch-sources.ts');
  return watchSources({
    stack,
    synthesizeStack,
    inspectable: inspection !== undefined,
    restart,
    say: (text) => console.error(text),
  });
}

async function tellOfTypes({ warm }: Watch, signal: AbortSignal): Promise<void> {
  const wrong = await step('reading the sources', () => warm, signal);
  if (wrong !== undefined) console.error(wrong);
  console.error('Watching core/, adapters/ and functions/ for code, lib/ and bin/ for the template.');
}

const bundleForBreakpoints = async (stack: RunningStack): Promise<void> =>
  (await import('./dev/make-inspectable.ts')).makeInspectable(stack);

const race = (rider: RideClient, signal: AbortSignal): Promise<Ride[]> =>
  step('requesting a parallel and a sequential ride', () => demonstrate(rider), signal);

async function raceAgain(rider: RideClient, apiUrl: string, signal: AbortSignal): Promise<void> {
  try {
    console.log(`\n${shownRides(await race(rider, signal), apiUrl)}\n`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const howToGoOn = (apiUrl: string, hint: string | undefined): string =>
  [
    `Watch it all at ${new URL('/', apiUrl)}`,
    howToAsk(apiUrl),
    [...(hint === undefined ? [] : [hint]), 'Ctrl-C stops everything.'].join(' '),
  ].join('\n\n');

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
