import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { killGroup } from '../../local/kill-group.ts';

/** An emulator of AWS that is not this project's, in a process group of its own. */
export interface EmulatorProcess {
  readonly pid: number;
  /** Lets this process end without it. */
  leave(): void;
  /** Ends it and what it has started. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly name: string;
  /** The installed program. */
  readonly program: string;
  readonly arguments?: readonly string[];
  /** Where it runs, and its log goes. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when it is up. @param remedy what to look at if it never is */
  readonly untilUp: (remedy: string) => Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 5_000;
const pauseMs = 250;

/** Where an emulator logs that runs in that directory. */
export const logFile = (name: string, directory: string): string => path.join(directory, `${name.toLowerCase()}.log`);

/** Starts an emulator and waits until it is up. Its log is `<name in lower case>.log` in the directory. */
export async function startEmulator(options: EmulatorOptions): Promise<EmulatorProcess> {
  const { name, program, directory, env, untilUp } = options;
  const file = logFile(name, directory);
  const log = openSync(file, 'w');
  const child = spawn(program, [...(options.arguments ?? [])], {
    cwd: directory,
    env: { ...env },
    stdio: ['ignore', log, log],
    detached: true, // a process group of its own, with what it starts in it
  });
  const ended = once(child, 'exit').then(() => undefined);
  const kill = (how: NodeJS.Signals) => killGroup(child.pid, how);
  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), stopLimitMs);
    await ended.finally(() => clearTimeout(timer));
    kill('SIGKILL'); // what it has left behind
  };
  const gone = ended.then(() => {
    throw new Error(`${name} ended before it was up; its log is ${file}.`);
  });
  try {
    await Promise.race([untilUp(`Its log is ${file}.`), gone]);
  } catch (error) {
    await stop();
    throw error;
  }
  gone.catch(() => {});
  return { pid: child.pid ?? 0, leave: () => child.unref(), stop };
}

/** Waits until something answers at a URL. Throws when nothing has within a minute. */
export async function untilAnswers(url: string, remedy: string, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < startLimitMs; waitedMs += pauseMs) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    if (answer?.ok) return;
    await wait(pauseMs, undefined, { signal });
  }
  throw new Error(`Nothing answers at ${url} after ${startLimitMs / 1000} s. ${remedy}`);
}
