import { type NodeWorker, Session } from 'node:inspector';
import { allowSuspension, suspendOwnTime } from './own-time.ts';

/** The workers that a debugger has paused. */
export class Pauses {
  readonly #paused = new Set<string>();
  readonly #onChange: (isAnyPaused: boolean) => void;

  /** @param onChange called when the first one pauses, and when the last one resumes */
  constructor(onChange: (isAnyPaused: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Takes a message of a worker's debugger, in the protocol's JSON. */
  hear(worker: string, message: string): void {
    // Parsing every message would cost too much: there are thousands of others, about scripts.
    if (message.startsWith('{"method":"Debugger.paused"')) this.#set(worker, true);
    else if (message.startsWith('{"method":"Debugger.resumed"')) this.#set(worker, false);
  }

  /** The paused workers. */
  get paused(): readonly string[] {
    return [...this.#paused];
  }

  /** Removes a worker that has ended. */
  forget(worker: string): void {
    this.#set(worker, false);
  }

  #set(worker: string, isPaused: boolean): void {
    const before = this.#paused.size;
    if (isPaused) this.#paused.add(worker);
    else this.#paused.delete(worker);
    const now = this.#paused.size;
    if (before > 0 !== now > 0) this.#onChange(now > 0);
  }
}

/** Watches for breakpoints. */
export interface PauseWatch {
  /** Resumes all functions that are paused at a breakpoint: a paused worker cannot be terminated. */
  resumeAll(): void;
  end(): void;
}

/**
 * Stops the functions' own time, and with it their time-outs, while a debugger holds one of them at a breakpoint. The debugger
 * has its own session; this one runs next to it.
 */
export function suspendWhilePaused(): PauseWatch {
  const session = new Session();
  const pauses = new Pauses(suspendOwnTime);
  const tell = (sessionId: string, method: string) =>
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method }) });
  session.connect();
  session.on('NodeWorker.attachedToWorker', ({ params }: { params: NodeWorker.AttachedToWorkerEventDataType }) => {
    tell(params.sessionId, 'Debugger.enable');
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => pauses.hear(params.sessionId, params.message));
  session.on('NodeWorker.detachedFromWorker', ({ params }) => pauses.forget(params.sessionId));
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  allowSuspension(true);
  return {
    resumeAll: () => {
      for (const worker of pauses.paused) tell(worker, 'Debugger.resume');
    },
    end: () => {
      session.disconnect();
      suspendOwnTime(false);
      allowSuspension(false);
    },
  };
}
