import { AsyncResource } from 'node:async_hooks';

/** When a batch is sent, counted from its first member. */
export type Moment = (dispatch: () => void) => void;

/** Two, so that one request without an answer does not block all others. */
const mostUnderWay = 2;

/**
 * Collects what is asked for while two requests are under way for the next one. So the requests adapt to the service: a single
 * caller does not wait, and a thousand callers cause no more requests than the service can handle.
 */
export class Collected {
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  /** Without delay while less than two requests are under way: a moment is one turn of the event loop. */
  readonly moment: Moment = (dispatch) => {
    if (this.#underWay < mostUnderWay) setImmediate(dispatch);
    else this.#waiting.push(AsyncResource.bind(dispatch)); // Whoever ends a request must not lend its time limit to the next.
  };

  /** Makes a request that counts as under way until it is answered. */
  async request<Answer>(make: () => Promise<Answer>): Promise<Answer> {
    this.#underWay += 1;
    try {
      return await make();
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }
}
