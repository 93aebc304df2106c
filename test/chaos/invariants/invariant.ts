import type { Evidence } from '../evidence.ts';

/** Something that must hold after every run. */
export interface Invariant {
  readonly name: string;
  /** How many objects it looks at: a run that has none for it has not tried it. */
  readonly examined: (evidence: Evidence) => number;
  /** What violates it, one line each. */
  readonly violations: (evidence: Evidence) => string[];
}
