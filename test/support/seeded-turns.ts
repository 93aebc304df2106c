import { mulberry32 } from '../../cli/mulberry32.ts';
import { around } from './disturbed-ports.ts';

/** Processes that go on in turns, which a seed decides: the same seed gives the same turns. */
export interface SeededTurns {
  /** Random numbers from 0 to 1, from the same seed. */
  readonly random: () => number;
  /** Resolves after some turns of others. */
  turn(): Promise<void>;
  /** A port each of whose calls takes some turns to arrive, and some to be answered. */
  of<Port extends object>(port: Port): Port;
  /** Goes on until all is done. `each` is called before each turn. */
  until<Result>(all: Promise<Result>, each?: () => void): Promise<Result>;
}

export function seededTurns(seed: number): SeededTurns {
  const random = mulberry32(seed);
  /** In the order of their turns. */
  const waiting: { readonly at: number; readonly go: () => void }[] = [];
  let now = 0;

  const turn = () =>
    new Promise<void>((go) => {
      const at = now + 1 + 4 * random();
      waiting.splice(waiting.findLastIndex((other) => other.at <= at) + 1, 0, { at, go });
    });

  /** The one whose turn it is. */
  function next(): () => void {
    const { at, go } = waiting.shift() as (typeof waiting)[number];
    now = at;
    return go;
  }

  return {
    random,
    turn,
    of: (port) =>
      around(port, async (call) => {
        await turn();
        const answer = await call();
        await turn();
        return answer;
      }),
    until: async (all, each = () => {}) => {
      let isDone = false;
      const done = all.finally(() => {
        isDone = true;
      });
      done.catch(() => {}); // It is returned below.
      while (!isDone) {
        // All that follows from the turn before happens in between.
        await new Promise((resolve) => setImmediate(resolve));
        if (waiting.length === 0) continue;
        each();
        next()();
      }
      return done;
    },
  };
}
