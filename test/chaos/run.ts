import { readCount } from '../../cli/values.ts';
import { runCommand } from '../support/command.ts';
import { discardAssembly, synthesizeChaosStack } from './chaos-stack.ts';
import { everything, everythingAtLength } from './intensity.ts';
import { examinedLines, summaryOf, tableOf } from './report.ts';
import { type ChaosReport, runChaos } from './run-chaos.ts';

const usage = `Usage: npm run test:chaos -- [OPTIONS]

  --seeds N     how many runs, each with a seed and a stack of its own; 1 by default
  --rides N     rides per run; 300 by default
  --seed N      the first run's seed, the others count on from it; drawn by lot by default
  --help        this

Sends rides through the stack while messages are doubled, delayed and reordered, calls of the services fail, and workers
die; then lets it come to rest and checks what must hold. Exit code: 0 when all of it holds, 1 when not.

Example: npm run test:chaos -- --seeds 10 --rides 2000`;

/** From so many rides on a run lasts long enough to have all functions throttled for two minutes. */
const ridesAtLength = 300;

const options = {
  seeds: { type: 'string', default: '1' },
  rides: { type: 'string', default: '300' },
  seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 999_999)) },
} as const;

await runCommand(usage, options, async (values) => {
  const [seeds, rides] = [readCount(values.seeds, '--seeds'), readCount(values.rides, '--rides')];
  const first = readCount(values.seed, '--seed');
  const reports = await runAll(
    Array.from({ length: seeds }, (_, index) => first + index),
    rides,
  );
  console.log(`\n${tableOf(reports)}\n`);
  console.log(`Again: npm run test:chaos -- --seeds ${seeds} --rides ${rides} --seed ${first}`);
  return reports.every(({ violations }) => violations.length === 0) ? 0 : 1;
});

async function runAll(seeds: readonly number[], rides: number): Promise<ChaosReport[]> {
  const reports: ChaosReport[] = [];
  const assemblyDirectory = await synthesizeChaosStack();
  try {
    for (const seed of seeds) {
      console.log(`seed ${seed}: ${rides} rides`);
      const report = await runChaos({
        assemblyDirectory,
        seed,
        rides,
        intensity: rides < ridesAtLength ? everything : everythingAtLength,
        onProgress: (line) => console.log(`  ${line}`),
      });
      console.log(`${summaryOf(report)}\n${examinedLines(report)}`);
      for (const { invariant, what } of report.violations) console.log(`  ${invariant}: ${what}`);
      reports.push(report);
    }
  } finally {
    await discardAssembly(assemblyDirectory);
  }
  return reports;
}
