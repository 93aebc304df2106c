/**
 * What may fail without failing the request, since something else makes up for it: reading the write back (`write`), the
 * deadline (`publish`, `reject`), a replay's own publication (`mark`), a message that is on its way (`announce`), the next
 * look (`look`).
 */
export type ToleratedStep = 'write' | 'publish' | 'reject' | 'mark' | 'announce' | 'look';

export interface ToleratedPorts {
  /** Told of failures that do not fail the request: of the last of `times` in a row. */
  readonly tolerated?: (step: ToleratedStep, error: unknown, times: number) => void;
}

/** Does a step that may fail: undefined when it did. */
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
