import { AsyncLocalStorage } from 'node:async_hooks';
import { NotTakenError } from '../core/errors.ts';
import { withTimeLimit } from './time-limit.ts';

type Call = (...args: readonly unknown[]) => Promise<unknown>;

const scope = new AsyncLocalStorage<() => number>();

/** Throws `NotTakenError` when the present call comes, or goes on, at a time when nobody waits for it any more. */
export function checkInTime(what: string): void {
  const leftMs = scope.getStore() ?? (() => Number.POSITIVE_INFINITY);
  if (leftMs() <= 0) throw new NotTakenError(`There was no time left for ${what}.`);
}

/**
 * A port whose calls are waited for no longer than there is time; one that comes when there is none is not made. What
 * nobody waits for any more may still be carried out, so that it ends as a call without an answer does; but it is not
 * tried again: a function that is frozen after its answer would do so when it is thawed, any time later.
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

/** Does what is not one caller's alone, in whose time it happens to begin. */
export const withoutTimeLimit = <Result>(work: () => Result): Result => scope.exit(work);
