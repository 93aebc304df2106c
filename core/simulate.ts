import { type Answer, rejected } from './branch-rule.ts';
import { SimulatedFaultError } from './errors.ts';
import type { SimulatedBranch } from './simulation.ts';

/** How a simulation acts on its process. */
export interface SimulationPorts {
  readonly wait: (ms: number) => Promise<void>;
  readonly crash: () => never;
}

/** Longer than any function may run. */
const hangMs = 15 * 60_000;

/** Waits as the downstream service would, then fails as requested. Returns an answer only when the fault is one. */
export async function simulate(
  { wait, crash }: SimulationPorts,
  branch: { readonly name: string; readonly simulatedMs: number },
  told: SimulatedBranch | undefined,
  attempt: number,
): Promise<Answer<never> | undefined> {
  await wait(told?.delayMs ?? branch.simulatedMs);
  if (told?.fault === undefined || attempt > (told.times ?? Number.POSITIVE_INFINITY)) return undefined;
  switch (told.fault) {
    case 'exception':
      throw new SimulatedFaultError(branch.name);
    case 'timeout':
      await wait(hangMs);
      return undefined;
    case 'crash':
      return crash();
    case 'reject':
      return rejected('simulated_rejection', `${branch.name} refuses because the request simulates a refusal.`);
  }
}
