import { publish } from '../support/report.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { compare } from './compare.ts';
import { checkRefusals } from './figures.ts';
import { install } from './installed.ts';
import { command, readOptions, usage } from './options.ts';
import { dataOf, reportOf } from './report.ts';

await runBenchmark({ usage, run }, process.argv.slice(2));

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  if (options.chosen.some(({ isInstalledApart }) => isInstalledApart)) await install(import.meta.dirname, signal);
  const { findings, skipped } = await compare(options, signal);
  if (findings.length === 0) throw new Error('None of the engines could be measured: what they lack is listed above.');
  for (const each of findings) checkRefusals(each);
  const told = [command, ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  if (options.json) console.log(JSON.stringify(dataOf(findings, skipped), undefined, 2));
  else publish(reportOf(told, options, findings, skipped));
}
