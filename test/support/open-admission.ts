import { inMemoryLoadStore } from '../../cli/plan/simulation/load-store.ts';
import { Admission } from '../../core/admission.ts';
import type { Clock } from '../../core/time.ts';

/** Lets in as many rides as tests ask for, of a process that shares its counts with no other. */
export const openAdmission = (clock: Clock): Admission =>
  new Admission({ load: inMemoryLoadStore(), clock }, { deadlineSeconds: 20, concurrency: 1_000, burst: 400 });
