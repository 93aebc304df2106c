import { type Check, checks, type Finding } from './checks.ts';
import type { Machine } from './machine.ts';

/** A check with its result. */
export interface Examined extends Finding {
  readonly name: string;
  readonly neededFor: string;
  readonly isNeededToStart: boolean;
}

/** The results for a machine. */
export interface Diagnosis {
  /** Whether the machine has everything that `npm start` requires. */
  readonly ready: boolean;
  readonly checks: readonly Examined[];
}

/** Examines a machine. A check that throws counts as not found. */
export async function examine(machine: Machine, all: readonly Check[] = checks): Promise<Diagnosis> {
  const examined = await Promise.all(
    all.map(async ({ look, ...check }): Promise<Examined> => ({ ...check, ...(await findingOr(look, machine)) })),
  );
  const ready = examined.every(({ isNeededToStart, remedy }) => !isNeededToStart || remedy === undefined);
  return { ready, checks: examined };
}

async function findingOr(look: Check['look'], machine: Machine): Promise<Finding> {
  try {
    return await look(machine);
  } catch (error) {
    return { found: 'unknown', remedy: `The check failed: ${(error as Error).message}` };
  }
}

/** A diagnosis for a terminal. */
export function describeDiagnosis({ ready, checks }: Diagnosis): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, found, remedy, neededFor, isNeededToStart }) => {
    const bad = isNeededToStart ? 'fail' : 'none';
    const line = `${remedy === undefined ? 'ok  ' : bad}  ${name.padEnd(width)}  ${found}`;
    return remedy === undefined ? [line] : [line, `      For ${neededFor}. ${remedy}`];
  });
  const verdict = ready ? '`npm start` has everything that it needs.' : '`npm start` lacks what is marked "fail".';
  return [...lines, '', verdict].join('\n');
}
