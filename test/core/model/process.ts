import type { AnswerPorts } from '../../../core/answer-ride.ts';
import type {
  AnswerStore,
  DriverStore,
  GatherQueue,
  RideEventPublisher,
  RideRequestedPublisher,
  RideStore,
} from '../../../core/ports.ts';
import type { Instant } from '../../../core/time.ts';
import type { Interned } from './interned.ts';

/** What a process reaches the world by. Each call of one of them is a step of the model. */
export interface Ports extends Pick<AnswerPorts, 'clock'> {
  readonly drivers: DriverStore;
  readonly rides: RideStore;
  readonly answers: AnswerStore;
  readonly events: RideEventPublisher;
  readonly requested: RideRequestedPublisher;
  /** Of the aggregator. */
  readonly gatherQueue: GatherQueue;
  readonly deadlines: GatherQueue;
}

export type PortName = Exclude<keyof Ports, 'clock'>;

const methods: { readonly [Name in PortName]: readonly (keyof Ports[Name])[] } = {
  drivers: ['freeIn', 'read', 'lease', 'hold', 'release', 'report', 'retire'],
  rides: ['create', 'get', 'markPublished', 'record', 'move'],
  answers: ['keep', 'find'],
  events: ['publish'],
  requested: ['publish'],
  gatherQueue: ['send'],
  deadlines: ['send'],
};

/** What a process does: code of the core, which must depend on nothing but what its ports answer. */
export interface Work {
  /** Tells it from all other work. */
  readonly key: string;
  readonly name: string;
  /** The time-out of its function: no process lives longer. */
  readonly timeoutSeconds: number;
  run(ports: Ports): Promise<unknown>;
}

export interface Call {
  readonly port: PortName;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What came of a call: a value, or that it failed. */
export type Answer = { readonly value?: unknown } | { readonly error: string };

/** What a process does next: calls, made side by side, or its end. */
export type Turn =
  | { readonly kind: 'calls'; readonly calls: readonly Call[] }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: Error };

/** A moment at which a process went on, and what was then answered to the calls that it made. */
interface Past {
  readonly at: Instant;
  readonly answers: readonly Answer[];
}

/**
 * A process that waits to go on. As what it does follows from its work, the times and the answers alone, a process that was
 * answered the same is the same one, and to see what it does next its work is run again on the answers of its past.
 */
export class Waiting {
  readonly work: Work;
  readonly number: number;
  readonly #all: Processes;
  readonly #past: readonly Past[];
  readonly #turns = new Map<Instant, Turn>();
  readonly #next = new Map<string, Waiting>();

  constructor(all: Processes, work: Work, past: readonly Past[], number: number) {
    this.#all = all;
    this.work = work;
    this.#past = past;
    this.number = number;
  }

  /** What the process does when it goes on now. */
  async turnAt(now: Instant): Promise<Turn> {
    return this.knownAt(now) ?? this.#run(now);
  }

  /** The same, when that has been seen before: at once. */
  knownAt(now: Instant): Turn | undefined {
    return this.#turns.get(now);
  }

  async #run(now: Instant): Promise<Turn> {
    const turn = await replay(this.work, this.#past, now);
    const interned: Turn =
      turn.kind === 'calls' ? { kind: 'calls', calls: turn.calls.map((call) => this.#all.values.of(call)) } : turn;
    this.#turns.set(now, interned);
    return interned;
  }

  /** The process once it has gone on at a moment and all its calls were answered. */
  answered(at: Instant, answers: readonly Answer[]): Waiting {
    const key = `${at} ${answers.map((answer) => this.#all.values.numberOf(answer)).join(' ')}`;
    const known = this.#next.get(key);
    if (known) return known;
    const next = this.#all.add(this.work, [...this.#past, { at, answers }]);
    this.#next.set(key, next);
    return next;
  }
}

/** All processes that there were. */
export class Processes {
  readonly values: Interned;
  readonly #byWork = new Map<string, Waiting>();
  #count = 0;

  constructor(values: Interned) {
    this.values = values;
  }

  start(work: Work): Waiting {
    const known = this.#byWork.get(work.key);
    if (known) return known;
    const waiting = this.add(work, []);
    this.#byWork.set(work.key, waiting);
    return waiting;
  }

  add(work: Work, past: readonly Past[]): Waiting {
    this.#count += 1;
    return new Waiting(this, work, past, this.#count);
  }
}

interface Asked extends Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

async function replay(work: Work, past: readonly Past[], now: Instant): Promise<Turn> {
  const times = [...past.map(({ at }) => at), now];
  let time = times[0] as Instant;
  let asked: Asked[] = [];
  let end: Turn | undefined;
  const ports = portsOf(
    (port, method, args) => new Promise((resolve, reject) => asked.push({ port, method, args, resolve, reject })),
    () => new Date(time),
  );
  work.run(ports).then(
    (value) => {
      end = { kind: 'done', value };
    },
    (error: Error) => {
      end = { kind: 'failed', error };
    },
  );
  await allIsQuiet();
  for (const [index, { answers }] of past.entries()) {
    const calls = asked;
    asked = [];
    time = times[index + 1] as Instant;
    for (const [call, answer] of zip(calls, answers)) settle(call, answer);
    await allIsQuiet();
  }
  if (end) return end;
  if (asked.length === 0) throw new Error(`${work.name} waits for what is no port.`);
  return { kind: 'calls', calls: asked.map(({ port, method, args }) => ({ port, method, args })) };
}

function settle({ resolve, reject }: Asked, answer: Answer): void {
  if ('error' in answer) reject(new PortError(answer.error));
  else resolve(answer.value);
}

/** What a call throws that failed. */
export class PortError extends Error {}

/** All promises that could be settled have been. */
const allIsQuiet = () => new Promise<void>((resolve) => process.nextTick(resolve));

type Ask = (port: PortName, method: string, args: readonly unknown[]) => Promise<unknown>;

const everyMethod = Object.entries(methods) as [PortName, readonly string[]][];

function portsOf(ask: Ask, clock: Ports['clock']): Ports {
  const ports: Record<string, unknown> = { clock };
  for (const [name, names] of everyMethod) {
    const port: Record<string, unknown> = {};
    for (const method of names) port[method] = (...args: unknown[]) => ask(name, method, args);
    ports[name] = port;
  }
  return ports as unknown as Ports;
}

function zip<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] {
  if (ones.length !== others.length) throw new Error('A process does something else when it is run again.');
  return ones.map((one, index) => [one, others[index] as Other]);
}
