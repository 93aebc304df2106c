import type { Command } from './command.ts';
import { defaultApi } from './defaults.ts';
import { CommandError } from './errors.ts';
import { fleetOf } from './fleet.ts';
import type { FleetSimulator, ReportedDriver } from './fleet-simulator/fleet-simulator.ts';
import { simulateFleet } from './fleet-simulator/simulate-fleet.ts';
import { interrupted } from './interrupted.ts';
import { countOf, optionsOf, spanMsOf, urlOf } from './options.ts';
import { progressOn } from './progress.ts';
import { isOnThisMachine } from './rider-of.ts';

const showEveryMs = 1_000;

export const drivers: Command = {
  summary: 'drives a fleet through the city, as real drivers report',
  usage: `Usage: npm run fleet -- [OPTIONS]

  --drivers N     how many drivers; 200 by default
  --seed N        the same seed gives the same drivers and the same movement; 1 by default
  --every N       seconds from one report of a driver to the next; 5 by default
  --rate N        reports in a second at most, of all drivers; 50 by default
  --for SPAN      how long, such as 90s or 30m; until Ctrl-C by default
  --stay          leave the drivers on shift at the end; they go off shift by default
  --api URL       the API, $RIDE_REQUEST_API or ${defaultApi} by default
  --json          print each report that was taken, one a line

Each driver drives through the streets of San Francisco, stands at the kerb for a while, drives on, and goes off shift
now and then. They are not the drivers that \`npm start\` has put there. When the API says 429 or 503, they wait as long as
it asks.

Exit code: 0 at the end, 1 on an error.

Example: npm run fleet -- --drivers 200 --seed 7 --every 5`,

  async run(args) {
    const options = optionsOf(args, {
      drivers: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      every: { type: 'string', default: '5' },
      rate: { type: 'string', default: '50' },
      for: { type: 'string' },
      stay: { type: 'boolean', default: false },
      api: { type: 'string', default: process.env.RIDE_REQUEST_API ?? defaultApi },
      json: { type: 'boolean', default: false },
    });
    const apiUrl = onThisMachine(urlOf(options.api, '--api'));
    const seed = countOf(options.seed, '--seed');
    const size = countOf(options.drivers, '--drivers');
    const forMs = options.for === undefined ? undefined : spanMsOf(options.for, '--for');
    const plan = {
      // The seed is in their names, so that the fleets of two seeds are different drivers.
      fleet: fleetOf(size, seed, `driver-${seed}`),
      seed,
      everySeconds: countOf(options.every, '--every'),
      reportsPerSecond: countOf(options.rate, '--rate'),
    };
    const simulator = simulateFleet(apiUrl, plan, options.json ? printReport : undefined);
    if (!options.json) console.log(`${size} drivers report to ${apiUrl}. Ctrl-C ends it.`);
    await driveAbout(simulator, forMs, options.json);
    if (!options.stay) await simulator.goOffShift();
    if (!options.json) console.log(`${summary(simulator)}${options.stay ? '' : '; all are off shift now'}`);
    return 0;
  },
};

async function driveAbout(simulator: FleetSimulator, forMs: number | undefined, quiet: boolean): Promise<void> {
  const stop = new AbortController();
  interrupted().then(() => stop.abort());
  const progress = progressOn(process.stdout);
  const showing = setInterval(() => !quiet && progress.show(summary(simulator)), showEveryMs);
  const timer = forMs === undefined ? undefined : setTimeout(() => stop.abort(), forMs);
  try {
    await simulator.run(stop.signal);
  } finally {
    clearInterval(showing);
    clearTimeout(timer);
    if (!quiet) progress.clear();
  }
}

function summary(simulator: FleetSimulator): string {
  const { reports, refused } = simulator.tally;
  const onShift = simulator.positions().filter((driver) => driver.onShift).length;
  return `${onShift} drivers on shift, ${reports} reports, ${refused} refused`;
}

const printReport = (reported: ReportedDriver): void =>
  console.log(JSON.stringify({ at: new Date().toISOString(), ...reported }));

function onThisMachine(apiUrl: string): string {
  if (isOnThisMachine(apiUrl)) return apiUrl;
  throw new CommandError(
    `${apiUrl} is not on this machine. Each driver reports with a token of their own, and only stacks on this machine take those that are made here.`,
  );
}
