import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { processorMsOfGroup } from '../support/processor-time.ts';
import type { Announcement, Lacking, Ready } from './engines/support/lifecycle.ts';

/** An engine in its own process. */
export interface RunningEngine extends Ready {
  /** Rejects when the engine ends unexpectedly. */
  readonly failure: Promise<never>;
  /** Processor time of its process and all its child processes so far; NaN where /proc does not report it. */
  processorMs(): number;
  /** Ends it, and everything that it has started. */
  stop(): Promise<void>;
}

/** An engine may have to synthesize a stack before it prints anything. */
const patienceMs = 120_000;

/** An engine still running after this time is killed. An engine stopped while starting finishes its start first. */
const graceMs = 20_000;

/** How much of an engine's standard error is shown when it fails, in characters. */
const shownOfErrors = 4_000;

/** Engines that have not ended, by process. */
const running = new Set<ChildProcess>();

// No engine outlives this process, however it ends.
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

/**
 * Starts the engine in a file, and resolves when it listens or has reported what it lacks.
 * @param environment variables beside those of this process
 * @param interruption ends it while it starts
 */
export async function startEngine(
  file: string,
  environment: Readonly<Record<string, string>> = {},
  interruption: Promise<never> = new Promise(() => {}),
): Promise<RunningEngine | Lacking> {
  // It leads a process group: its children can be ended with it, and Ctrl-C reaches it only through this process.
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
  // It has ended; `failure` reports that.
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
  // Rejections are ignored while an engine is being stopped.
  failure.catch(() => {});
  return failure;
}

async function tooLate(file: string): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const error = new Error(`${file} has not reported its address within ${patienceMs / 1000} s.`);
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

/** The engine's process, where it still exists, and its children that are still running. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The process group no longer exists.
  }
}
