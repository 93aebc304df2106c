import { type NodeWorker, Session } from 'node:inspector';
import { suspendOwnTime } from './own-time.ts';

/** Which workers a debugger has stopped. */
export class Pauses {
  readonly #paused = new Set<string>();
  readonly #onChange: (isAnyPaused: boolean) => void;

  /** @param onChange hears when the first one stops, and when the last one goes on */
  constructor(onChange: (isAnyPaused: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Hears what a worker's debugger says, in the protocol's JSON. */
  hear(worker: string, message: string): void {
    // There are thousands of others, about scripts.
    if (message.startsWith('{"method":"Debugger.paused"')) this.#set(worker, true);
    else if (message.startsWith('{"method":"Debugger.resumed"')) this.#set(worker, false);
  }

  /** The workers that stand. */
  get paused(): readonly string[] {
    return [...this.#paused];
  }

  /** A worker has ended. */
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

/** Listens for breakpoints. */
export interface PauseWatch {
  /** Has all functions that stand at a breakpoint go on: a worker that stands can't be ended. */
  resumeAll(): void;
  end(): void;
}

/**
 * Stops the time of functions, and with it their time-outs, while a debugger has one of them stand at a breakpoint. Whoever
 * debugs has a session of their own: this one listens beside it.
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
  return {
    resumeAll: () => {
      for (const worker of pauses.paused) tell(worker, 'Debugger.resume');
    },
    end: () => {
      session.disconnect();
      suspendOwnTime(false);
    },
  };
}
