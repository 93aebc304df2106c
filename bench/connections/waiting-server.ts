/** A server at which riders wait for the outcomes of their rides. */
export interface WaitingServer {
  readonly name: string;
  /** http://127.0.0.1:PORT */
  readonly origin: string;
  /** How many riders it can serve at once, where that is set. */
  readonly seats?: number;
  /** Taken after a garbage collection. */
  usage(): Promise<Usage>;
  /** What it has logged as errors, by their names. */
  errors(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** What a server's process uses. */
export interface Usage {
  readonly heapBytes: number;
  /** In main memory; -1 where that can't be told. */
  readonly residentBytes: number;
  /** Processor time since the process began. */
  readonly cpuMs: number;
  /** Riders whom it has taken in and not answered yet. */
  readonly underWay: number;
}
