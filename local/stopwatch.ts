export interface Timing {
  phase: string;
  ms: number;
}

/** Records the duration of phases. */
export class Stopwatch {
  readonly timings: Timing[] = [];

  async time<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.timings.push({ phase, ms: Math.round(performance.now() - startedAt) });
    }
  }
}
