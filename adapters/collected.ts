/** When a batch is sent, counted from its first member. */
export type Moment = (dispatch: () => void) => void;

/** Two, so that one request without an answer does not block all others. Two of them do, until they time out. */
const mostUnderWay = 2;

/**
 * Collects what is asked for while two requests are under way for the next one. So the requests adapt to the service: a single
 * caller does not wait, and those who call while a thousand others do cause few more requests.
 */
export class Collected {
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  /** Without delay while less than two requests are under way: a moment is one turn of the event loop. */
  readonly moment: Moment = (dispatch) => {
    if (this.#underWay < mostUnderWay) setImmediate(dispatch);
    else this.#waiting.push(dispatch);
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
