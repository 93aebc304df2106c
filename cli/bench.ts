import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Argument } from '@commander-js/extra-typings';
import { ending, makeCommand, notes } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { program } from './program.ts';

const projectDirectory = path.join(import.meta.dirname, '..');

/** What each benchmark measures, by the name of its folder in bench/. */
const benchmarks: Readonly<Record<string, string>> = {
  latency: 'what a ride takes beyond its slowest branch, and what that is made of',
  load: 'rides a second, and whether any of them is lost',
  crowd: 'whether each of many riders at one place gets a driver, and what that takes',
  flood: 'overload: more riders than can be served, and those who come afterwards',
  peers: 'the same work on other engines',
  coldstart: 'how big the functions are, and how long they take to load',
  reload: 'how long an edit takes to go live in `npm run dev`',
  connections: 'how many riders one process lets wait',
  cost: 'what a million rides cost on AWS',
};

const list = Object.entries(benchmarks).map(([name, what]) => `  ${name.padEnd(13)}${what}`);

export const bench = makeCommand('bench')
  .description(
    'Lists the benchmarks, or runs one. It writes its results to bench/results/, which docs/reference/performance.md quotes.',
  )
  .addArgument(new Argument('[name]', 'the benchmark; without it they are listed').choices(Object.keys(benchmarks)))
  .argument('[options...]', 'options of the benchmark itself; `NAME --help` explains them')
  .option('--json', 'without a name: print the list as JSON')
  .passThroughOptions()
  .addHelpText(
    'after',
    notes(
      `Benchmarks:\n${list.join('\n')}`,
      'Exit code: 0; 1 on an error, or if a benchmark refutes its own claim.',
      `Example: ${program} bench latency`,
    ),
  )
  .action(ending(async (name, args, { json }) => (name === undefined ? printList(json) : runBenchmark(name, args))));

function printList(json = false): number {
  const named = Object.entries(benchmarks).map(([name, measures]) => ({ name, measures }));
  console.log(json ? JSON.stringify({ benchmarks: named }, null, 2) : list.join('\n'));
  return exitCodes.done;
}

/** Runs a benchmark in a separate process with nothing else loaded, as `npm run bench:…` does. */
function runBenchmark(name: string, args: readonly string[]): Promise<number> {
  return runScript(path.join(projectDirectory, 'bench', name, 'run.ts'), args);
}

/** Runs a script in a process of its own, and resolves to its exit code. What ends this process ends the script, which may clean up. */
export async function runScript(script: string, args: readonly string[]): Promise<number> {
  const { signal, forget } = interruption();
  const child = spawn(process.execPath, [script, ...args], { cwd: projectDirectory, stdio: 'inherit' });
  // Of a Ctrl-C it hears by itself, too.
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  try {
    const [code] = await once(child, 'close');
    return code ?? (signal.aborted ? exitCodes.interrupted : exitCodes.failed);
  } finally {
    forget();
  }
}
