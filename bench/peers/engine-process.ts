import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { processorMsOfGroup } from '../support/processor-time.ts';
import type { Announcement, Lacking, Ready } from './engines/support/lifecycle.ts';

/** An engine in a process of its own. */
export interface RunningEngine extends Ready {
  /** Rejects when the engine ends without having been told to. */
  readonly failure: Promise<never>;
  /** Processor time that its process and all that it has started have had so far; NaN where /proc does not tell. */
  processorMs(): number;
  /** Ends it, and everything that it has started. */
  stop(): Promise<void>;
}

/** An engine may have a stack to synthesize before it says anything. */
const patienceMs = 120_000;

/** An engine that has not ended by then is killed. One that is told to end while it starts first goes on to start. */
const graceMs = 20_000;

/** How much of what an engine wrote to its standard error is shown when it fails, in characters. */
const shownOfErrors = 4_000;

/** Engines that have not ended, by process. */
const running = new Set<ChildProcess>();

// Whatever ends this process, no engine outlives it.
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

/**
 * Starts the engine in a file, and resolves when it listens or has said what it lacks.
 * @param environment what it is told beside what this process has been told
 * @param interruption ends it while it starts
 */
export async function startEngine(
  file: string,
  environment: Readonly<Record<string, string>> = {},
  interruption: Promise<never> = new Promise(() => {}),
): Promise<RunningEngine | Lacking> {
  // It leads a process group: what it starts can be ended with it, and Ctrl-C comes to it by way of this process only.
  const child = spawn(process.execPath, [file], {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  const failure = failureOf(child, path.basename(file));
  const stop = () => end(child);
  try {
    const announcement = await Promise.race([announcementOf(child), failure, tooLate(file), interruption]);
    const processorMs = () => processorMsOfGroup(child.pid);
    return 'lacks' in announcement ? announcement : { ...announcement, failure, processorMs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function announcementOf({ stdout }: ChildProcess): Promise<Announcement> {
  if (stdout === null) throw new TypeError('The engine has no standard output.');
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    if (line.startsWith('{')) {
      stdout.resume();
      return JSON.parse(line);
    }
  }
  // It has ended, which `failure` tells.
  return new Promise(() => {});
}

function failureOf(child: ChildProcess, name: string): Promise<never> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-shownOfErrors);
  });
  const failure = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    throw new Error(`${name} ended with ${signal ?? `exit code ${code}`}.\n${errors}`);
  });
  // Nobody listens while an engine is being stopped.
  failure.catch(() => {});
  return failure;
}

async function tooLate(file: string): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const error = new Error(`${file} has not said within ${patienceMs / 1000} s where it listens.`);
  setTimeout(() => reject(error), patienceMs).unref();
  return promise;
}

async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return killGroup(child);
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => killGroup(child), graceMs);
  await closed;
  clearTimeout(impatience);
  killGroup(child);
}

/** The engine's process, where it is still there, and what it has started and not ended itself. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}
