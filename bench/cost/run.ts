import { parseOptions } from '../support/parse-options.ts';
import { publish } from '../support/report.ts';
import { type Benchmark, runBenchmark } from '../support/run-benchmark.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { countAtLoad, countQuietly, mostAtLoad } from './counted.ts';
import { billsOf, completionOf } from './figures.ts';
import { chartOf, type Figures, notesOf, tablesOf } from './report.ts';
import { timeInvocations } from './timed.ts';

/** Enough for the few kinds of searches and waits; each takes half a second. */
const quietRides = 20;
const timedRides = 10;

/** Fewer would not fill batches. */
const fewestRides = 50;

const usage = `Usage: npm run cost -- [OPTIONS]

  --rides N     rides that keep the queues busy; ${mostAtLoad} by default
  --json        print the figures as JSON, and leave the report as it is
  --help        print this help

Counts the AWS requests of a ride on the running stack, by service and purpose, and calculates what a million rides
cost: in this design, with Step Functions, and in one function. Takes about four minutes.

Example: npm run cost -- --rides 60`;

const cost: Benchmark = {
  usage,
  async run(args, signal) {
    const options = parseOptions(args, {
      rides: { type: 'string', default: String(mostAtLoad) },
      json: { type: 'boolean', default: false },
    });
    const rides = wholeNumber(options.rides, '--rides', fewestRides, mostAtLoad);
    const say = (line: string) => (options.json ? console.error(line) : console.log(line));
    const figures = await figuresOf(rides, say, signal);
    if (options.json) console.log(JSON.stringify(figures, undefined, 2));
    else report(figures, rides);
  },
};

await runBenchmark(cost, process.argv.slice(2));

async function figuresOf(rides: number, say: (line: string) => void, signal: AbortSignal): Promise<Figures> {
  say(`counting ${quietRides} rides, one after the other`);
  const quiet = await countQuietly(quietRides, signal);
  say(`counting ${rides} rides that keep the queues busy`);
  const atLoad = await countAtLoad(rides, signal);
  say(`timing the invocations of ${timedRides} rides`);
  const times = await timeInvocations(timedRides, signal);
  const bills = billsOf(quiet, atLoad, times);
  return { counted: { quiet, atLoad }, times, bills, completion: completionOf(quiet, times) };
}

function report(figures: Figures, rides: number): void {
  publish({
    name: 'cost',
    command: `npm run cost${rides === mostAtLoad ? '' : ` -- --rides ${rides}`}`,
    packages: ['dynalite', 'fauxqs'],
    tables: tablesOf(figures),
    notes: notesOf(figures),
    charts: [chartOf(figures)],
    data: figures,
  });
}
