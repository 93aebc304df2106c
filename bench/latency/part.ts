import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { processorMsOfGroup } from '../support/processor-time.ts';

/** A required process has ended. Its output says why. */
export class PartLostError extends Error {
  constructor(file: string, code: number | null) {
    super(`${path.basename(file)} ended (${code ?? 'by a signal'}) before the benchmark did. Its output may say why.`);
    this.name = 'PartLostError';
  }
}

/** Processes that run beside this one, so that they do not share a thread with each other or with the measurement. */
export class Parts {
  readonly #children = new Set<ChildProcess>();
  readonly #lost = Promise.withResolvers<never>();
  #stopping = false;

  constructor() {
    // Not every caller that starts a part awaits its loss.
    this.#lost.promise.catch(() => {});
  }

  /** Rejects with `PartLostError` when one of them ends by itself. */
  get lost(): Promise<never> {
    return this.#lost.promise;
  }

  /** Runs a module that calls `servePart`; resolves to its message when it is ready. Throws `PartLostError`. */
  async start<Ready>(file: string, environment: Readonly<Record<string, string>> = {}): Promise<Ready> {
    const child = fork(file, {
      env: { ...process.env, ...environment },
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Detached from the terminal: at a Ctrl-C this process decides when the others stop.
      detached: true,
    });
    this.#children.add(child);
    child.once('exit', (code) => {
      if (!this.#stopping) this.#lost.reject(new PartLostError(file, code));
    });
    const [ready] = await Promise.race([once(child, 'message'), this.lost]);
    return ready as Ready;
  }

  /** Processor time of all of them so far, in milliseconds; NaN where the system does not report it. */
  processorMs(): number {
    return [...this.#children].reduce((sum, { pid }) => sum + processorMsOfGroup(pid), 0);
  }

  /** Lets each process clean up, even those still starting, and waits until they have ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#children].map(stopped));
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  await exited;
}

/** The implementation of such a process: `ready` is sent to its parent. */
interface Served {
  readonly ready: unknown;
  stop(): Promise<void>;
}

/** Runs until the parent process disconnects or ends in any other way. */
export async function servePart(start: () => Promise<Served>): Promise<void> {
  const released = Promise.race([once(process, 'disconnect'), once(process, 'SIGTERM')]);
  const served = await start();
  // The parent may have disconnected meanwhile.
  process.send?.(served.ready, () => {});
  await released;
  await served.stop();
  if (process.connected) process.disconnect();
}
