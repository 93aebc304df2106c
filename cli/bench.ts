import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { suggestion } from './nearest.ts';
import { optionsOf } from './options.ts';
import { program } from './program.ts';

/** What each benchmark measures, by the name of its folder in bench/. */
const benchmarks: Readonly<Record<string, string>> = {
  latency: 'what a ride takes beyond its slowest branch, and what that is made of',
  load: 'rides a second, and whether any of them is lost',
  crowd: 'whether each of many riders at one place gets a driver, and what that takes',
  flood: 'more riders than can be served: who is admitted, who is refused, and how riders fare afterwards',
  peers: 'the same work on other engines',
  coldstart: 'how big the functions are, and how long they take to load',
  connections: 'how many riders one process lets wait',
  cost: 'what a million rides cost on AWS',
};

const list = Object.entries(benchmarks).map(([name, what]) => `  ${name.padEnd(13)}${what}`);

export const bench: Command = {
  usage: `Usage: ${program} bench [NAME] [OPTIONS OF THAT BENCHMARK]

${list.join('\n')}

  --json       without a name: print the list as JSON

Without a name it prints the list. A benchmark writes what it has found to bench/results/. docs/reference/performance.md
has the results in short.

Exit code: 0; 1 on an error, or when a benchmark finds its own claim broken.

Example: ${program} bench latency`,
  handsOn: true,

  async run(args) {
    const [name, ...rest] = args;
    if (name === undefined || name.startsWith('-')) return printed(optionsOf(args, { json: { type: 'boolean' } }));
    if (Object.hasOwn(benchmarks, name)) return runOf(name, rest);
    throw new UsageError(`There is no benchmark ${name}.${suggestion(name, Object.keys(benchmarks))}`);
  },
};

function printed({ json = false }: { readonly json?: boolean | undefined }): number {
  const named = Object.entries(benchmarks).map(([name, measures]) => ({ name, measures }));
  console.log(json ? JSON.stringify({ benchmarks: named }, null, 2) : list.join('\n'));
  return exitCodes.done;
}

/** A process of its own, with nothing else loaded, as `npm run bench:…` has it. Ctrl-C ends both. */
async function runOf(name: string, args: readonly string[]): Promise<number> {
  const projectDirectory = path.join(import.meta.dirname, '..');
  const script = path.join(projectDirectory, 'bench', name, 'run.ts');
  const ignore = () => {}; // The benchmark has the same Ctrl-C, and something to tidy up.
  process.on('SIGINT', ignore);
  try {
    const child = spawn(process.execPath, [script, ...args], { cwd: projectDirectory, stdio: 'inherit' });
    const [code, signal] = await once(child, 'close');
    return code ?? (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.failed);
  } finally {
    process.off('SIGINT', ignore);
  }
}
