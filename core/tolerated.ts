/**
 * Steps that may fail without failing the request, because another step compensates: reading the write back (`write`), the
 * deadline (`publish`, `reject`), a replay's own publication (`mark`), a message that was already sent (`announce`), the next
 * read (`look`).
 */
export type ToleratedStep = 'write' | 'publish' | 'reject' | 'mark' | 'announce' | 'look';

export interface ToleratedPorts {
  /** Called for failures that do not fail the request: with the last of `times` in a row. */
  readonly tolerated?: (step: ToleratedStep, error: unknown, times: number) => void;
}

/** Runs a step that may fail: undefined when it did. */
export async function tolerating<Result>(
  ports: ToleratedPorts,
  step: ToleratedStep,
  work: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    ports.tolerated?.(step, error, 1);
    return undefined;
  }
}
