import { apiUrlOf } from './api-url.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { defaultApi } from './defaults.ts';
import { staleAfterSeconds } from './driver-heartbeats.ts';
import { exitCodes } from './exit-codes.ts';
import { fetchInTime } from './fetch-in-time.ts';
import { grouped } from './figures.ts';
import { fleetOf } from './fleet.ts';
import type { FleetSimulator, ReportedDriver } from './fleet-simulator/fleet-simulator.ts';
import { simulateFleet } from './fleet-simulator/simulate-fleet.ts';
import { interruption } from './interruption.ts';
import { program } from './program.ts';
import { progressOn } from './progress.ts';
import { requireThisMachine } from './rider-of.ts';
import { readCount, readSpanWithin, readUrl } from './values.ts';

const showEveryMs = 1_000;

export const drivers = makeCommand('drivers')
  .description(
    'Drives a fleet through the city, as real drivers report: each drives through the streets of San Francisco, stands at the kerb for a while, drives on, and goes off shift now and then. They are not the drivers that `npm start` has put there. When the API says 429 or 503, they wait as long as it asks.',
  )
  .addOption(valued('--drivers <n>', 'how many drivers', readCount).default(200))
  .addOption(valued('--seed <n>', 'the same seed gives the same drivers and the same movement', readCount).default(1))
  .addOption(valued('--every <seconds>', 'time between two reports of a driver', readCount).default(5))
  .addOption(valued('--rate <n>', 'most reports per second, of all drivers', readCount).default(50))
  .addOption(
    valued('--for <span>', 'how long, such as 90s or 30m; until Ctrl-C by default', readSpanWithin('1s', '24d')),
  )
  .option('--stay', 'leave the drivers on shift at the end; they go off shift by default')
  .addOption(valued('--api <url>', `the API; $RIDE_REQUEST_API or ${defaultApi} by default`, readUrl))
  .option('--json', 'print each report that was taken, one a line')
  .addHelpText(
    'after',
    notes(
      `Who has not reported for ${staleAfterSeconds} s is not matched.`,
      'Exit code: 0 at the end, 1 on an error.',
      `Example: ${program} drivers --drivers 200 --seed 7 --every 5`,
    ),
  )
  .action(
    ending(async ({ drivers: size, seed, every, rate, for: forMs, stay, json = false, ...options }) => {
      const apiUrl = apiUrlOf(options.api, process.env);
      requireThisMachine(apiUrl, 'each of its drivers reports with a token of their own');
      const plan = {
        // The seed is part of their names, so that the fleets of two seeds are different drivers.
        fleet: fleetOf(size, seed, `driver-${seed}`),
        seed,
        everySeconds: every,
        reportsPerSecond: rate,
      };
      const simulator = simulateFleet(apiUrl, plan, { fetch: fetchInTime(), ...(json && { onReport: printReport }) });
      const everySeconds = Math.max(plan.everySeconds, size / plan.reportsPerSecond);
      if (everySeconds > staleAfterSeconds) console.error(tooSeldom(everySeconds));
      if (!json) console.log(`${grouped(size)} drivers report to ${apiUrl}. Ctrl-C ends it.`);
      await driveAbout(simulator, forMs, json);
      if (!stay) await simulator.goOffShift();
      if (!json) console.log(`${summary(simulator)}${stay ? '' : '; all are off shift now'}`);
      return exitCodes.done;
    }),
  );

async function driveAbout(simulator: FleetSimulator, forMs: number | undefined, quiet: boolean): Promise<void> {
  const { signal: interrupted, forget } = interruption();
  const signal = forMs === undefined ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(forMs)]);
  const progress = progressOn(process.stdout);
  const showing = setInterval(() => !quiet && progress.show(summary(simulator)), showEveryMs);
  try {
    await simulator.run(signal);
  } finally {
    clearInterval(showing);
    forget();
    if (!quiet) progress.clear();
  }
}

function summary(simulator: FleetSimulator): string {
  const { reports, refused } = simulator.tally;
  const onShift = simulator.positions().filter((driver) => driver.onShift).length;
  return `${grouped(onShift)} drivers on shift, ${grouped(reports)} reports, ${grouped(refused)} refused`;
}

const tooSeldom = (everySeconds: number): string =>
  `Each driver reports every ${Math.round(everySeconds)} s and is not matched for a part of that time: it should be ` +
  `less than ${staleAfterSeconds} s. Use fewer --drivers, or another --rate or --every.`;

const printReport = (reported: ReportedDriver): void =>
  console.log(JSON.stringify({ at: new Date().toISOString(), ...reported }));
