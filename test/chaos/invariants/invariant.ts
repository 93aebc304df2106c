import type { Evidence } from '../evidence.ts';

/** Something that must hold after every run. */
export interface Invariant {
  readonly name: string;
  /** What violates it, one line each. */
  readonly violations: (evidence: Evidence) => string[];
}
