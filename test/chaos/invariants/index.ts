import type { Evidence } from '../evidence.ts';
import { announcedOnce } from './announced-once.ts';
import { demandCountedOnce } from './demand-counted-once.ts';
import { endsInTime } from './ends-in-time.ts';
import { enoughConfirmed } from './enough-confirmed.ts';
import type { Invariant } from './invariant.ts';
import { noLateConfirmation } from './no-late-confirmation.ts';
import { nothingBehindErrors } from './nothing-behind-errors.ts';
import { nothingLeft } from './nothing-left.ts';
import { oneLawfulEnd } from './one-lawful-end.ts';
import { oneRidePerDriver } from './one-ride-per-driver.ts';
import { partsAgree } from './parts-agree.ts';
import { promisesKept } from './promises-kept.ts';
import { daysLaterNothingChanges, redriveChangesNothing } from './redrives.ts';

/** What must hold, whatever was done to the stack. They read the stores and know none of its code. */
export const invariants: readonly Invariant[] = [
  oneLawfulEnd,
  announcedOnce,
  endsInTime,
  noLateConfirmation,
  oneRidePerDriver,
  partsAgree,
  nothingBehindErrors,
  nothingLeft,
  redriveChangesNothing,
  daysLaterNothingChanges,
  promisesKept,
  demandCountedOnce,
  enoughConfirmed,
];

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** How many objects an invariant has looked at. */
export interface Examined {
  readonly invariant: string;
  readonly objects: number;
}

export const examinedIn = (evidence: Evidence): Examined[] =>
  invariants.map(({ name, examined }) => ({ invariant: name, objects: examined(evidence) }));

/** What is said of an invariant that has shown nothing. */
export const nothingToLookAt = 'It had nothing to look at.';

/** An invariant that had nothing to look at is violated, too: it has shown nothing. */
export const violationsOf = (evidence: Evidence): Violation[] =>
  invariants.flatMap(({ name, examined, violations }) => {
    const found = examined(evidence) === 0 ? [nothingToLookAt] : violations(evidence);
    return found.map((what) => ({ invariant: name, what }));
  });
