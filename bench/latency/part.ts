import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { processorMsOfGroup } from '../support/processor-time.ts';

/** A process that is needed has ended. What it printed says why. */
export class PartLostError extends Error {
  constructor(file: string, code: number | null) {
    super(`${path.basename(file)} ended (${code ?? 'by a signal'}) while it was needed. What it printed may say why.`);
    this.name = 'PartLostError';
  }
}

/** Processes that run beside this one, so that they, and whoever measures them, don't share a thread. */
export class Parts {
  readonly #children = new Set<ChildProcess>();
  readonly #lost = Promise.withResolvers<never>();
  #stopping = false;

  constructor() {
    // Not everyone who starts a part waits to hear of its loss.
    this.#lost.promise.catch(() => {});
  }

  /** Rejects with `PartLostError` when one of them ends by itself. */
  get lost(): Promise<never> {
    return this.#lost.promise;
  }

  /** Runs a module that calls `servePart`; resolves to what it says when it is ready. Throws `PartLostError`. */
  async start<Ready>(file: string, environment: Readonly<Record<string, string>> = {}): Promise<Ready> {
    const child = fork(file, {
      env: { ...process.env, ...environment },
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Out of the terminal's reach: at a Ctrl-C it is this process that says when the others stop.
      detached: true,
    });
    this.#children.add(child);
    child.once('exit', (code) => {
      if (!this.#stopping) this.#lost.reject(new PartLostError(file, code));
    });
    const [ready] = await Promise.race([once(child, 'message'), this.lost]);
    return ready as Ready;
  }

  /** Processor time that all of them have had so far, in milliseconds; NaN where the system does not tell. */
  processorMs(): number {
    return [...this.#children].reduce((sum, { pid }) => sum + processorMsOfGroup(pid), 0);
  }

  /** Lets each release what it holds, those that are still starting, too, and waits until they have ended. */
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

/** What such a process consists of: `ready` is told to the one that started it. */
interface Served {
  readonly ready: unknown;
  stop(): Promise<void>;
}

/** Runs until the process that started it lets go of it, or ends in whatever way. */
export async function servePart(start: () => Promise<Served>): Promise<void> {
  const released = Promise.race([once(process, 'disconnect'), once(process, 'SIGTERM')]);
  const served = await start();
  // Whoever has let go meanwhile has no use for it.
  process.send?.(served.ready, () => {});
  await released;
  await served.stop();
  if (process.connected) process.disconnect();
}
