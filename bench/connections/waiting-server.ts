/** A server at which riders wait for the outcomes of their rides. */
export interface WaitingServer {
  readonly name: string;
  /** http://127.0.0.1:PORT */
  readonly origin: string;
  /** How many riders it can serve at once, where that is limited. */
  readonly seats?: number;
  /** Taken after a garbage collection. */
  usage(): Promise<Usage>;
  /** The errors that it has logged, by name. */
  errors(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** The resources that a server's process uses. */
export interface Usage {
  readonly heapBytes: number;
  /** Resident memory; -1 where that is not known. */
  readonly residentBytes: number;
  /** Processor time since the process began. */
  readonly cpuMs: number;
  /** Requests that it has accepted and not answered yet. */
  readonly underWay: number;
}
