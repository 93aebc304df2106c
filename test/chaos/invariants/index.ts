import type { Evidence } from '../evidence.ts';
import { demandCountedOnce } from './demand-counted-once.ts';
import { enoughConfirmed } from './enough-confirmed.ts';
import type { Invariant } from './invariant.ts';
import { nothingLeft } from './nothing-left.ts';
import { oneLawfulEnd } from './one-lawful-end.ts';
import { oneRidePerDriver } from './one-ride-per-driver.ts';
import { partsAgree } from './parts-agree.ts';
import { promisesKept } from './promises-kept.ts';

/** What must hold, whatever was done to the stack. They read the stores and know none of its code. */
export const invariants: readonly Invariant[] = [
  oneLawfulEnd,
  oneRidePerDriver,
  partsAgree,
  nothingLeft,
  promisesKept,
  demandCountedOnce,
  enoughConfirmed,
];

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

export const violationsOf = (evidence: Evidence): Violation[] =>
  invariants.flatMap(({ name, violations }) => violations(evidence).map((what) => ({ invariant: name, what })));
