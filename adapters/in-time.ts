import { AsyncLocalStorage } from 'node:async_hooks';
import { NotTakenError } from '../core/errors.ts';
import { withTimeLimit } from './time-limit.ts';

type Call = (...args: readonly unknown[]) => Promise<unknown>;

const scope = new AsyncLocalStorage<() => number>();

/** Throws `NotTakenError` when the present call starts, or continues, after its caller's time is over. */
export function checkInTime(what: string): void {
  const leftMs = scope.getStore() ?? (() => Number.POSITIVE_INFINITY);
  if (leftMs() <= 0) throw new NotTakenError(`There was no time left for ${what}.`);
}

/**
 * A port whose calls wait no longer than the remaining time; when none remains, no call is made. An abandoned call may still
 * be carried out, so it ends like a call without a response; but it is not retried: a function that is frozen after its
 * answer would retry when it is thawed, at any later time.
 */
export function inTime<Port extends object>(name: string, port: Port, leftMs: () => number): Port {
  const limited = ([method, call]: [string, Call]): [string, Call] => {
    const what = `${name}.${method}`;
    const made = (...args: readonly unknown[]) => {
      checkInTime(what);
      return withTimeLimit(what, leftMs(), () => call(...args));
    };
    return [method, async (...args) => scope.run(leftMs, made, ...args)];
  };
  return Object.fromEntries(Object.entries(port).map(limited)) as Port;
}

/** Runs work that several callers share outside of the time limit of the caller that starts it. */
export const withoutTimeLimit = <Result>(work: () => Result): Result => scope.exit(work);
