import { setTimeout as wait } from 'node:timers/promises';
import type { Moment } from '../collected.ts';

/** Long enough for work that started together to end together, and short compared with a rider's wait. */
const patienceMs = 5;

/** Counts concurrent work: while there is more of it, a finished part waits briefly so that results are sent in one batch. */
export class Company {
  #present = 0;

  async with<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#present += 1;
    try {
      return await work();
    } finally {
      this.#present -= 1;
    }
  }

  readonly moment: Moment = (dispatch) => {
    if (this.#present > 1) void wait(patienceMs).then(dispatch);
    else setImmediate(dispatch);
  };
}
