import type { Scheduler } from 'fast-check';

type Call = () => Promise<unknown>;

/** A port each of whose calls goes through `around`, which decides when and whether it is made. */
export function around<Port extends object>(port: Port, disturb: (call: Call) => Promise<unknown>): Port {
  return new Proxy(port, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => disturb(() => value.apply(target, args));
    },
  });
}

/** Interleaves calls: the scheduler decides when a call takes effect, and again when its caller goes on. */
export const interleaved = <Port extends object>(port: Port, scheduler: Scheduler): Port =>
  around(port, async (call) => {
    await scheduler.schedule(Promise.resolve());
    const result = await call();
    await scheduler.schedule(Promise.resolve());
    return result;
  });

/** What a process says that died. */
export class CrashError extends Error {}

/** A process that dies at one of its calls: `before` it takes effect, or right `after`. */
export interface Crash {
  readonly atCall: number;
  readonly when: 'before' | 'after';
}

/** Ports that share one count of calls, and die once, at the call that the crash says. */
export function crashing(crash: Crash): <Port extends object>(port: Port) => Port {
  let calls = 0;
  const disturb = async (call: Call) => {
    calls += 1;
    if (calls !== crash.atCall) return call();
    if (crash.when === 'after') await call();
    throw new CrashError(`The process dies ${crash.when} call ${crash.atCall}.`);
  };
  return (port) => around(port, disturb);
}
