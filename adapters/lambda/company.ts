import { setTimeout as wait } from 'node:timers/promises';
import type { Moment } from '../in-batches.ts';

/** Long enough for what started together to end together, and little of what a rider waits. */
const patienceMs = 5;

/** What is worked on at the same time: while there is more of it, what is ready waits a little to be sent together. */
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
