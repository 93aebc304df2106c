import { UsageError } from '../../cli/errors.ts';

/** A benchmark as a command. */
export interface Benchmark {
  /** The text of `--help`. */
  readonly usage: string;
  /** When the signal is aborted it ends early, and cleans up. */
  run(args: readonly string[], signal: AbortSignal): Promise<void>;
}

/** The exit code after Ctrl-C, as in shells. */
const interrupted = 130;

/** Runs a benchmark in this process. Exit code: 0, 1 on an error, 130 after Ctrl-C. */
export async function runBenchmark({ usage, run }: Benchmark, args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  try {
    await run(args, interruption.signal);
  } catch (error) {
    process.exitCode = interruption.signal.aborted ? interrupted : 1;
    if (interruption.signal.aborted) console.error('Interrupted: nothing was written.');
    else if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
    else console.error(error);
  }
}
