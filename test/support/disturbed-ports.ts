import type { Scheduler } from 'fast-check';
import { NotTakenError, ServiceError } from '../../core/errors.ts';

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

/** The ports of a process. */
type OfProcess = <Port extends object>(port: Port) => Port;

/**
 * Processes whose calls are counted together. A process dies at the call that a crash says: that call fails, and so does
 * whatever the process would do afterwards.
 */
export function processes(...crashes: readonly Crash[]): () => OfProcess {
  let calls = 0;
  const begin = async (call: Call) => {
    calls += 1;
    const crash = crashes.find(({ atCall }) => atCall === calls);
    if (crash === undefined) return call();
    if (crash.when === 'after') await call();
    throw new CrashError(`The process dies ${crash.when} call ${crash.atCall}.`);
  };
  return () => {
    let death: CrashError | undefined;
    return (port) =>
      around(port, async (call) => {
        if (death) throw death;
        try {
          return await begin(call);
        } catch (error) {
          if (error instanceof CrashError) death = error;
          throw error;
        }
      });
  };
}

/** Ports of one process that dies at one of its calls: it hears of nothing any more, and calls nothing. */
export interface MortalPorts {
  readonly mortal: <Port extends object>(port: Port) => Port;
  /** Resolves when the process dies. */
  readonly died: Promise<void>;
}

export function mortalPorts(crash: Crash): MortalPorts {
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const never = new Promise<never>(() => {});
  let calls = 0;
  const disturb = async (call: Call) => {
    calls += 1;
    if (calls < crash.atCall) return call();
    if (calls === crash.atCall && crash.when === 'after') await call();
    die();
    return never;
  };
  return { mortal: (port) => around(port, disturb), died };
}

/**
 * How a call fails: the service does not take it; it is lost on its way there, or its answer on the way back; or nobody waits
 * for it any more when it takes effect.
 */
export const callFaults = ['refused', 'lost before', 'lost after', 'late'] as const;
export type CallFault = (typeof callFaults)[number];

/** Ports that share one count of calls, some of which fail. */
export interface FailingPorts {
  readonly failing: <Port extends object>(port: Port) => Port;
  /** How many calls there were. */
  readonly calls: () => number;
  /** Has the late calls take effect. */
  readonly arrive: () => Promise<void>;
}

/** Ports whose nth call, counted from 0, fails as `faultOf(n)` says. */
export function failingPorts(faultOf: (call: number) => CallFault | undefined): FailingPorts {
  let calls = 0;
  const late: Call[] = [];
  const disturb = async (call: Call) => {
    const fault = faultOf(calls++);
    if (fault === undefined) return call();
    if (fault === 'refused') throw new NotTakenError('The service refuses.');
    if (fault === 'lost after') await call();
    if (fault === 'late') late.push(call);
    throw new ServiceError(`The call is ${fault}.`);
  };
  return {
    failing: (port) => around(port, disturb),
    calls: () => calls,
    arrive: async () => {
      // What no longer fits is refused then: nobody hears of it.
      for (const call of late.splice(0)) await call().catch(() => {});
    },
  };
}
/** One process that dies at that call. */
export const crashing = (crash: Crash): OfProcess => processes(crash)();
