import type { End } from '../../../core/end-ride.ts';
import { distanceMeters } from '../../../core/geo.ts';
import type { BranchResult, DriverReport, GatherMessage, RideEvent, RideRequested } from '../../../core/messages.ts';
import { radiusMeters } from '../../../core/nearest-drivers.ts';
import type { Holder } from '../../../core/ports.ts';
import { GivenUpError } from '../../../core/retry.ts';
import type { Ride } from '../../../core/ride.ts';
import { subscribers } from '../../../core/subscribers.ts';
import { type Instant, msBetween, plusMs } from '../../../core/time.ts';
import {
  type DriverCondition,
  type DriverItem,
  driverConditions,
  inMemoryDriverStore,
} from '../../support/in-memory-driver-store.ts';
import { inMemoryRides, type RideCondition, rideConditions } from '../../support/in-memory-ride-store.ts';
import { once, remembered } from '../../support/once.ts';
import { aResult, requestedAt } from '../../support/rides.ts';
import { Interned } from './interned.ts';
import { type Answer, type Call, Processes, type Turn, type Waiting, type Work } from './process.ts';
import { askWork, branchWork, driverFreshSeconds, endWork, gatherWork, lookWork, type Says } from './works.ts';

export type Condition = DriverCondition | RideCondition;

export const allConditions: readonly Condition[] = [...driverConditions, ...rideConditions];

/** What there is at first, and what may happen. */
export interface Scenario {
  readonly name: string;
  readonly drivers: readonly DriverItem[];
  readonly rides: readonly Ride[];
  readonly letters: readonly Letter[];
  /** Events that were published before, and may come at any time. */
  readonly releases?: readonly Release[];
  /** When it begins. Default: when rides are requested. */
  readonly from?: Instant;
  /** The moments to which the clock jumps, in order. Then it goes on by half minutes while letters are due later. */
  readonly times?: readonly Instant[];
  /** What was announced before. */
  readonly announced?: readonly string[];
  /** What devices report, each any number of times and in any order from its moment on. */
  readonly reports?: readonly Report[];
  /** Calls of the API, each at most once. */
  readonly calls?: readonly ApiCall[];
  /** What pricing says. Without it, it has answered before anything else happens. */
  readonly pricing?: Says;
  /** How many processes may die. */
  readonly crashes?: number;
  /** How many letters may come again while they are worked on, and of which queues. Default: of all. */
  readonly copies?: number;
  readonly copied?: readonly QueueName[];
  /** How many calls may fail, with or without effect. */
  readonly failures?: number;
  /** Whether the index shows changes later. */
  readonly lags?: boolean;
}

export type ApiCall =
  | { readonly end: End; readonly rideId: string }
  | { readonly look: string }
  | { readonly askFor: Ride; readonly key: string };

export interface Report extends DriverReport {
  readonly driverId: string;
  readonly reportedAt: Instant;
}

export type QueueName = 'driver-matching' | 'pricing' | 'gather' | 'deadlines';

/** A message in a queue. */
export type Letter = { readonly dueAt: Instant; readonly receives: number } & (
  | { readonly queue: 'driver-matching' | 'pricing'; readonly body: RideRequested }
  | { readonly queue: 'gather' | 'deadlines'; readonly body: GatherMessage }
);

/** That a ride does not need its driver any more, as the function hears of it that releases drivers. */
export type Release = Pick<Holder, 'rideId'> & Partial<Holder> & { readonly driverId: string };

/** A process that has made at least one call. */
export interface Process {
  /** Tells it from all other processes of the world. */
  readonly number: number;
  readonly waiting: Waiting;
  /** Of calls that it has made side by side, those that were not answered yet, and the answers to the others. */
  readonly turn?:
    | { readonly at: Instant; readonly calls: readonly Call[]; readonly answers: readonly Answer[] }
    | undefined;
  readonly startedAt: Instant;
  readonly letters: readonly Letter[];
  /** The ride that it works for. */
  readonly rideId: string;
  /** Of a search for a driver: who could have been leased ever since it began. */
  readonly free: readonly string[];
}

export interface State {
  readonly now: Instant;
  readonly items: readonly DriverItem[];
  /** What the index shows. */
  readonly shown: readonly DriverItem[];
  readonly rides: readonly Ride[];
  readonly letters: readonly Letter[];
  readonly releases: readonly Release[];
  /** Those that still have to come at least once. */
  readonly undelivered: readonly Release[];
  /** Outcomes that were announced. */
  readonly announced: readonly string[];
  readonly processes: readonly Process[];
  readonly calls: readonly ApiCall[];
  readonly crashes: number;
  readonly copies: number;
  readonly failures: number;
  /** Whether a search for a driver was lost, and with it perhaps what it had leased. */
  readonly hasLostSearch: boolean;
}

/** Parts of a state that are lists of interned values. */
const parts = ['items', 'shown', 'rides', 'letters', 'releases', 'undelivered', 'calls'] as const;

/** One step from a state to the next. */
export interface Step {
  /** What is said of it in a trace. */
  readonly name: () => string;
  readonly before: State;
  readonly after: State;
  /** The process that has taken it, as it was before, if it was one. */
  readonly process?: Process | undefined;
  readonly call?: Call | undefined;
  readonly answer?: Answer | undefined;
  /** With what the process has ended, if it has. */
  readonly ended?: Extract<Turn, { kind: 'done' | 'failed' }> | undefined;
  readonly report?: Report | undefined;
  readonly release?: Release | undefined;
}

/** The kinds of steps, and how often they are taken at random, for each time that a process goes on. */
export const kinds = {
  deliver: 0.6,
  'go on': 1,
  /** A message comes while it is worked on. */
  copy: 0.1,
  die: 0.1,
  fail: 0.1,
  release: 0.4,
  'release again': 0.1,
  report: 0.1,
  call: 0.1,
  'catch up': 0.2,
  time: 0.1,
} as const;

/** A step that can be taken. */
export interface Move {
  readonly kind: keyof typeof kinds;
  take(): Promise<Step> | Step;
}

type HowItEnds = 'well' | 'dies' | 'fails before' | 'fails after';

const releasing = subscribers.find(({ name }) => name === 'release-driver')?.events ?? [];

/**
 * The machine that takes steps: queues, a clock and processes that run the real core on the stores in memory. Its states
 * are values. What a call does to a store, and what a process does next, is worked out once for equal values.
 */
export class World {
  readonly scenario: Scenario;
  /** How everything begins. */
  readonly first: State;
  readonly #values: Interned;
  readonly #processes: Processes;
  readonly #effects: Map<Call, Map<string, Effect>>;
  /** What devices report at each moment. */
  readonly #reportsAt = new Map<Instant, ReadonlyMap<Report, Call>>();
  readonly #without: Condition | undefined;

  /** @param without a part of a condition that the stores leave out */
  constructor(
    scenario: Scenario,
    { without, memory = new Memory() }: { without?: Condition | undefined; memory?: Memory | undefined } = {},
  ) {
    this.scenario = scenario;
    this.#without = without;
    this.#values = memory.values;
    this.#processes = memory.processes;
    this.#effects = memory.effectsWith(`${without}, ${scenario.pricing}`);
    this.first = this.#firstOf(scenario);
  }

  #firstOf(scenario: Scenario): State {
    const {
      drivers,
      rides,
      letters,
      releases = [],
      announced = [],
      from = requestedAt,
      calls = [],
      crashes = 0,
      copies = 0,
      failures = 0,
    } = scenario;
    const items = this.#allOf(drivers);
    return {
      now: from,
      items,
      shown: this.#shownOf(items),
      rides: this.#allOf(rides),
      letters: this.#sorted(this.#allOf(letters)),
      releases: this.#sorted(this.#allOf(releases)),
      undelivered: this.#sorted(this.#allOf(releases)),
      announced,
      processes: [],
      calls: this.#allOf(calls),
      crashes,
      copies,
      failures,
      hasLostSearch: false,
    };
  }

  /** Tells states apart, by a number for each part, as text: short, as each number is a character. */
  keyOf(state: State): string {
    const { now, crashes, copies, failures, hasLostSearch, announced, processes } = state;
    const key = [
      this.#numberOf(now),
      64 * crashes + 16 * copies + 4 * failures + (hasLostSearch ? 1 : 0),
      this.#numberOfTexts(announced),
    ];
    for (const part of parts) key.push(this.#numberOfList(state[part]));
    const numbers = processes.map(({ number }) => number);
    if (numbers.length > 1) numbers.sort((one, other) => one - other);
    return String.fromCodePoint(...key, ...numbers);
  }

  /** Most steps leave most lists as they were. */
  readonly #numberOfList = once((list: readonly object[]): number => this.#numberOf(this.#numbersOf(list)));

  readonly #numberOfTexts = once((texts: readonly string[]): number => this.#numberOf(texts.join()));

  readonly #everyProcess = new Map<string, Process>();

  /** The one object that stands for all processes equal to this one. */
  #processOf(process: Omit<Process, 'number'>): Process {
    const { waiting, turn, startedAt, letters, free } = process;
    const partly = turn ? `${turn.at}${this.#numbersOf(turn.answers)}` : '';
    const text = `${waiting.number}:${partly}:${startedAt}:${this.#numbersOf(letters)}:${free.join()}`;
    const known = this.#everyProcess.get(text);
    if (known) return known;
    const first = { ...process, number: this.#numberOf(text) };
    this.#everyProcess.set(text, first);
    return first;
  }

  readonly #numbers = new Map<string, number>();

  /** Small, another for each text, and no half of a surrogate pair when it is a character. */
  #numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size < 0xd800 ? this.#numbers.size : this.#numbers.size + 0x800;
    this.#numbers.set(text, number);
    return number;
  }

  /** Whether nothing is left to be done, whatever may still happen. */
  isQuiet = ({ letters, undelivered, processes }: State): boolean =>
    letters.length === 0 && undelivered.length === 0 && processes.length === 0;

  /** The steps that can be taken from a state. */
  movesOf(state: State): Move[] {
    return [
      ...this.#deliveries(state),
      ...this.#goings(state),
      ...this.#releases(state),
      ...this.#reports(state),
      ...this.#calls(state),
      ...this.#catchUp(state),
      ...this.#time(state),
    ];
  }

  #deliveries(state: State): Move[] {
    const known = this.#batchesAt(state.letters);
    const batches = known.get(state.now) ?? this.#batchesDue(state);
    known.set(state.now, batches);
    return batches.flatMap((batch) => this.#deliveriesOf(state, batch));
  }

  /** What can be delivered of the same letters, by when. */
  readonly #batchesAt = once((_: readonly Letter[]) => new Map<Instant, readonly Batch[]>());

  #batchesDue(state: State): readonly Batch[] {
    const due = [...new Set(state.letters)].filter(({ dueAt }) => dueAt <= state.now);
    // What is due of a ride may come together, and so may searches for several rides.
    const together = Map.groupBy(due, ({ queue, body }) =>
      queue === 'gather' ? body.rideId : queue === 'driver-matching' ? queue : undefined,
    );
    together.delete(undefined);
    const batches = [...due.map((letter) => [letter]), ...[...together.values()].filter(({ length }) => length > 1)];
    return batches.map((letters) => ({
      letters,
      work: this.#workOf(letters),
      rest: this.#listOf(without(state.letters, letters)),
    }));
  }

  #deliveriesOf(state: State, { letters, work, rest }: Batch): Move[] {
    const taken = { ...state, letters: rest };
    const moves: Move[] = [{ kind: 'deliver', take: () => this.#start(taken, work, letters, 'well') }];
    if (state.crashes > 0) {
      const dying = { ...taken, crashes: state.crashes - 1 };
      moves.push({ kind: 'die', take: () => this.#start(dying, work, letters, 'dies') });
    }
    if (state.copies > 0 && letters.every(({ queue }) => this.scenario.copied?.includes(queue) ?? true)) {
      const copied = { ...state, copies: state.copies - 1 };
      const seenAgain = () => {
        const again = letters.map((letter) => this.#values.of({ ...letter, receives: letter.receives + 1 }));
        return { ...copied, letters: this.#sorted([...rest, ...again]) };
      };
      moves.push(
        { kind: 'copy', take: () => this.#start(copied, work, letters, 'well') },
        { kind: 'copy', take: () => this.#start(seenAgain(), work, letters, 'well') },
      );
    }
    return moves;
  }

  #workOf(letters: readonly Letter[]): Work {
    const [{ queue }] = letters as readonly [Letter];
    const key = `${this.#numbersOf(letters)} ${this.scenario.pricing}`;
    if (queue === 'driver-matching' || queue === 'pricing') {
      const asked = letters.map(({ body, receives }) => ({ message: body as RideRequested, attempt: receives + 1 }));
      return { key, ...branchWork(queue, asked, this.scenario.pricing) };
    }
    return { key, ...gatherWork(letters.map(({ body }) => body as GatherMessage)) };
  }

  #start(state: State, work: Work, letters: readonly Letter[], how: HowItEnds): Promise<Step> {
    const body = letters[0]?.body;
    const process = this.#processOf({
      waiting: this.#processes.start(work),
      startedAt: state.now,
      letters,
      rideId: body?.rideId ?? '',
      free: body && letters[0]?.queue === 'driver-matching' ? freeFor(state, letters[0].body as RideRequested) : [],
    });
    return this.#goOn(state, process, how);
  }

  #goings(state: State): Move[] {
    return state.processes.flatMap((process) => {
      const rest = { ...state, processes: without(state.processes, [process]) };
      const goOn = (how: HowItEnds, left?: Partial<State>) => () =>
        this.#goOn(left ? { ...rest, ...left } : rest, process, how);
      const crashes = state.crashes - 1;
      const failures = state.failures - 1;
      return [
        { kind: 'go on' as const, take: goOn('well') },
        ...(crashes >= 0 ? [{ kind: 'die' as const, take: goOn('dies', { crashes }) }] : []),
        ...(failures >= 0
          ? [
              { kind: 'fail' as const, take: goOn('fails before', { failures }) },
              { kind: 'fail' as const, take: goOn('fails after', { failures }) },
            ]
          : []),
      ];
    });
  }

  /** A process goes on: up to its next call, and that call's effect. A search of the index is one step. */
  async #goOn(state: State, process: Process, how: HowItEnds): Promise<Step> {
    let { waiting, turn } = process;
    let now = state;
    if (!turn) {
      let next = waiting.knownAt(now.now) ?? (await waiting.turnAt(now.now));
      while (next.kind === 'calls' && next.calls.every(isSearch)) {
        const answers = await Promise.all(next.calls.map(async (call) => (await this.#effectOf(now, call)).answer));
        waiting = waiting.answered(now.now, answers);
        next = waiting.knownAt(now.now) ?? (await waiting.turnAt(now.now));
        if (next.kind === 'calls' && !next.calls.every(isSearch)) {
          return this.#stepOf(state, process, { now, waiting, name: () => `${waiting.work.name}: searches` });
        }
      }
      if (next.kind !== 'calls') return this.#end(state, now, process, next);
      turn = { at: now.now, calls: next.calls, answers: [] };
    }
    const call = turn.calls[turn.answers.length] as Call;
    const effect = this.#knownEffectOf(now, call) ?? (await this.#effectOf(now, call));
    if (how !== 'fails before') now = this.#after(now, effect);
    // The process does not know what it has leased.
    if (how === 'fails after' && call.method === 'lease') now = { ...now, hasLostSearch: true };
    const answer =
      how === 'fails before' || how === 'fails after' ? this.#values.of({ error: 'The call failed.' }) : effect.answer;
    const answers = [...turn.answers, answer];
    const name = () => `${waiting.work.name}: ${describe(call, answer)}`;
    if (how === 'dies') return this.#died(state, now, process, { call, answer, name: () => `${name()}, and dies` });
    if (answers.length < turn.calls.length) {
      return this.#stepOf(state, process, { now, waiting, turn: { ...turn, answers }, name, call, answer });
    }
    const rest = waiting.answered(turn.at, answers);
    const next = rest.knownAt(now.now) ?? (await rest.turnAt(now.now));
    if (next.kind !== 'calls') return { ...this.#end(state, now, process, next), name, call, answer };
    return this.#stepOf(state, process, { now, waiting: rest, name, call, answer });
  }

  #stepOf(
    before: State,
    process: Process,
    {
      now,
      waiting,
      turn,
      ...more
    }: { now: State; waiting: Waiting; turn?: Process['turn'] } & Pick<Step, 'name' | 'call' | 'answer'>,
  ): Step {
    const after = { ...now, processes: [...now.processes, this.#processOf({ ...process, waiting, turn })] };
    return { before, after: this.#settled(after), process, ...more };
  }

  #end(before: State, now: State, process: Process, ended: Extract<Turn, { kind: 'done' | 'failed' }>): Step {
    const isOver = ended.kind === 'done' || ended.error instanceof GivenUpError;
    const after = isOver ? now : this.#redelivered(now, process, 1_000);
    const name = () =>
      `${process.waiting.work.name}: ${ended.kind === 'done' ? 'ends' : `fails: ${ended.error.message}`}`;
    return { before, after: this.#settled(after), process, ended, name };
  }

  #died(before: State, now: State, process: Process, more: Pick<Step, 'name' | 'call' | 'answer'>): Step {
    return { before, after: this.#settled(this.#redelivered(now, process)), process, ...more };
  }

  /** What a process has not acknowledged comes again: of one that has failed, a second later. */
  #redelivered(state: State, { letters }: Process, afterMs = 0): State {
    const again = letters.map((letter) =>
      this.#values.of({ ...letter, dueAt: plusMs(state.now, afterMs), receives: letter.receives + 1 }),
    );
    const isSearch = letters[0]?.queue === 'driver-matching';
    return {
      ...state,
      letters: this.#sorted([...state.letters, ...again]),
      hasLostSearch: state.hasLostSearch || isSearch,
    };
  }

  #releases(state: State): Move[] {
    return state.releases.map((release) => {
      const name = () => `release of ${release.driverId} by ${release.rideId}`;
      const kind = state.undelivered.includes(release) ? ('release' as const) : ('release again' as const);
      const take = async () => {
        const after = this.#after(state, await this.#effectOf(state, this.#releaseOf(release)));
        const undelivered = this.#listOf(state.undelivered.filter((each) => each !== release));
        return { name, before: state, after: this.#settled({ ...after, undelivered }), release };
      };
      return { kind, take };
    });
  }

  readonly #releaseOf = once((release: Release): Call => {
    const args = [release.driverId, ofRide(release)];
    return this.#values.of({ port: 'drivers', method: 'release', args });
  });

  #reports(state: State): Move[] {
    const calls = this.#reportsAt.get(state.now) ?? this.#reportsDue(state.now);
    this.#reportsAt.set(state.now, calls);
    return [...calls].map(([report, call]) => {
      const { driverId, reportedAt, onShift, product } = report;
      const name = () => `report of ${driverId} at ${reportedAt}: ${onShift ? 'on' : 'off'} shift, ${product}`;
      const take = async () => {
        const after = this.#after(state, await this.#effectOf(state, call));
        return { name, before: state, after: this.#settled(after), report };
      };
      return { kind: 'report', take };
    });
  }

  #reportsDue(now: Instant): ReadonlyMap<Report, Call> {
    const due = (this.scenario.reports ?? []).filter(({ reportedAt }) => reportedAt <= now);
    return new Map(
      due.map((report) => {
        const { driverId, reportedAt, ...said } = report;
        const args = [driverId, said, { now, reportedAt }];
        return [report, this.#values.of({ port: 'drivers', method: 'report', args })];
      }),
    );
  }

  #calls(state: State): Move[] {
    return state.calls.map((call) => {
      const work: Work = { key: this.#numbersOf([call]), ...workOfCall(call) };
      const rest = { ...state, calls: this.#listOf(without(state.calls, [call])) };
      return { kind: 'call', take: () => this.#startCall(rest, work, call) };
    });
  }

  #startCall(state: State, work: Work, call: ApiCall): Promise<Step> {
    const process = this.#processOf({
      waiting: this.#processes.start(work),
      startedAt: state.now,
      letters: [],
      rideId: 'end' in call ? call.rideId : 'look' in call ? call.look : call.askFor.rideId,
      free: [],
    });
    return this.#goOn(state, process, 'well');
  }

  #catchUp(state: State): Move[] {
    if (!this.scenario.lags) return [];
    const shown = this.#shownOf(state.items);
    if (shown === state.shown) return [];
    const name = () => 'the index catches up';
    return [
      {
        kind: 'catch up',
        take: () => ({ name, before: state, after: this.#settled({ ...state, shown }) }),
      },
    ];
  }

  #time(state: State): Move[] {
    const { times = [] } = this.scenario;
    const areDueLater = state.letters.some(({ dueAt }) => dueAt > state.now);
    const now = times.find((time) => time > state.now) ?? (areDueLater && plusMs(state.now, 30_000));
    if (!now) return [];
    const outlives = ({ startedAt, waiting }: Process) =>
      msBetween(startedAt, now) > waiting.work.timeoutSeconds * 1000;
    if (state.processes.some(outlives)) return [];
    const name = () => `it is ${now}`;
    return [
      {
        kind: 'time',
        take: () => ({ name, before: state, after: this.#settled({ ...state, now }) }),
      },
    ];
  }

  /** With what the state of the drivers means for searches under way. */
  #settled(state: State): State {
    const searching = state.processes.some(({ free }) => free.length > 0);
    if (!searching) return state;
    const processes = state.processes.map((process) => {
      if (process.free.length === 0) return process;
      const still = freeFor(state, process.letters[0]?.body as RideRequested);
      const free = process.free.filter((driverId) => still.includes(driverId));
      return free.length === process.free.length ? process : this.#processOf({ ...process, free });
    });
    return { ...state, processes };
  }

  #after(state: State, { items = none, rides = none, letters = none, release, announced }: Effect): State {
    const isNew = announced !== undefined && !state.announced.includes(announced);
    const after = {
      items: this.#replaced(state.items, items, ({ driverId }) => driverId),
      rides: this.#replaced(state.rides, rides, ({ rideId }) => rideId),
      letters: letters.length > 0 ? this.#sorted([...state.letters, ...letters]) : state.letters,
      releases: release ? this.#with(state.releases, release) : state.releases,
      undelivered: release ? this.#with(state.undelivered, release) : state.undelivered,
      announced: isNew ? [...state.announced, announced].sort() : state.announced,
    };
    const shown = this.scenario.lags || after.items === state.items ? state.shown : this.#shownOf(after.items);
    return { ...state, ...after, shown };
  }

  #with(releases: readonly Release[], release: Release): readonly Release[] {
    return releases.includes(release) ? releases : this.#sorted([...releases, release]);
  }

  /** Most effects are known. Whoever need not wait for one goes on several times as fast. */
  #knownEffectOf(state: State, call: Call): Effect | undefined {
    return this.#effects.get(call)?.get(this.#seenBy(state, call));
  }

  async #effectOf(state: State, call: Call): Promise<Effect> {
    const known = this.#knownEffectOf(state, call);
    if (known) return known;
    const effect = await this.#makeEffect({ ...state, ...readBy(state, call) }, call);
    const effects = this.#effects.get(call) ?? new Map<string, Effect>();
    this.#effects.set(call, effects.set(this.#seenBy(state, call), effect));
    return effect;
  }

  /** What a call sees of a state, as text. No call reads of two tables. */
  #seenBy(state: State, call: Call): string {
    const { items, shown, rides, now = '' } = readBy(state, call);
    return `${now} ${this.#numbersOf(items)}${this.#numbersOf(shown)}${this.#numbersOf(rides)}`;
  }

  async #makeEffect(state: State, { port, method, args }: Call): Promise<Effect> {
    switch (port) {
      case 'drivers':
        return this.#onDrivers(state, method, args);
      case 'rides':
      case 'answers':
        return this.#onRides(state, port, method, args);
      case 'events':
        return this.#published(args[0] as RideEvent);
      case 'requested':
        return this.#requested(state, args[0] as RideRequested);
      case 'gatherQueue':
        return this.#sent(state, 'gather', args);
      case 'deadlines':
        return this.#sent(state, 'deadlines', args);
    }
  }

  async #onDrivers({ shown, items }: State, method: string, args: readonly unknown[]): Promise<Effect> {
    const store = inMemoryDriverStore({ lags: true, without: this.#without as DriverCondition });
    for (const item of shown) store.put(item);
    store.catchUp();
    for (const item of items) store.put(item);
    const answer = await this.#answerOf(store, method, args);
    return { answer, items: this.#allOf(items.flatMap(({ driverId }) => store.item(driverId) ?? [])) };
  }

  async #onRides(
    { now, rides }: State,
    port: 'rides' | 'answers',
    method: string,
    args: readonly unknown[],
  ): Promise<Effect> {
    const store = inMemoryRides({ clock: () => new Date(now), without: this.#without as RideCondition }, ...rides);
    const answer = await this.#answerOf(port === 'rides' ? store : store.answers, method, args);
    if (method === 'create' && this.scenario.pricing === undefined)
      await store.answers.keep(args[0] as Ride, priceOf(args[0] as Ride));
    const written = store.item(rideIdIn(args));
    return { answer, rides: this.#allOf(written ? [written] : []) };
  }

  async #answerOf(store: object, method: string, args: readonly unknown[]): Promise<Answer> {
    try {
      const value: unknown = await Reflect.get(store, method).apply(store, args);
      return this.#values.of({ value });
    } catch (error) {
      return this.#values.of({ error: (error as Error).message });
    }
  }

  #published({ type, rideId, requestedAt, driverId }: RideEvent): Effect {
    const isReleasing = driverId !== undefined && releasing.includes(type);
    const release = isReleasing && this.#values.of({ driverId, rideId, ...(requestedAt && { requestedAt }) });
    const announced = `${type} ${rideId} ${requestedAt}`;
    return { answer: this.#values.of({}), announced, ...(release && { release }) };
  }

  #requested(state: State, message: RideRequested): Effect {
    const queues = this.scenario.pricing ? ['driver-matching', 'pricing'] : ['driver-matching'];
    const letters = queues.map((queue) => this.#values.of({ queue, body: message, dueAt: state.now, receives: 0 }));
    return { answer: this.#values.of({}), letters: letters as Letter[] };
  }

  #sent(state: State, queue: 'gather' | 'deadlines', [body, delaySeconds = 0]: readonly unknown[]): Effect {
    const dueAt = plusMs(state.now, (delaySeconds as number) * 1000);
    const letter = this.#values.of({ queue, body: body as GatherMessage, dueAt, receives: 0 });
    return { answer: this.#values.of({}), letters: [letter] };
  }

  readonly #shownOf = once((items: readonly DriverItem[]) =>
    this.#listOf(items.filter(({ availableIn }) => availableIn !== undefined)),
  );

  /** All values, some of them replaced by what they have become, or added. */
  #replaced<Value extends object>(
    all: readonly Value[],
    by: readonly Value[],
    idOf: (value: Value) => string,
  ): readonly Value[] {
    const changed = by.filter((value) => !all.includes(value));
    if (changed.length === 0) return all;
    const added = changed.filter((value) => !all.some((each) => idOf(each) === idOf(value)));
    return this.#listOf([...all.map((each) => changed.find((value) => idOf(value) === idOf(each)) ?? each), ...added]);
  }

  #allOf = <Value extends object>(values: readonly Value[]): readonly Value[] =>
    this.#listOf(values.map((value) => this.#values.of(value)));

  #numbersOf = (values: readonly object[]): string => {
    let text = '';
    for (const value of values) text += `${this.#values.numberOf(value)},`;
    return text;
  };

  readonly #lists = new Map<string, readonly object[]>();

  /** The one list that stands for all lists of the same values. */
  #listOf<Value extends object>(values: readonly Value[]): readonly Value[] {
    const text = this.#numbersOf(values);
    const known = this.#lists.get(text);
    if (known) return known as readonly Value[];
    this.#lists.set(text, values);
    return values;
  }

  readonly #met = new Map<object, number>();

  /** In the order in which this world has met them: what others remember makes no difference to it. */
  #sorted<Value extends object>(values: readonly Value[]): readonly Value[] {
    for (const value of values) if (!this.#met.has(value)) this.#met.set(value, this.#met.size);
    const metAt = (value: Value) => this.#met.get(value) as number;
    return this.#listOf(values.toSorted((one, other) => metAt(one) - metAt(other)));
  }
}

/** The answer of pricing. */
export const priceOf = ({ rideId, requestedAt }: Pick<Ride, 'rideId' | 'requestedAt'>): BranchResult =>
  aResult('pricing', { rideId, requestedAt });

/** What was worked out, for any number of worlds. */
export class Memory {
  readonly values: Interned = new Interned();
  readonly processes: Processes = new Processes(this.values);
  readonly #effects = new Map<string, Map<Call, Map<string, Effect>>>();

  /** What calls bring about in worlds whose stores have the same conditions, and where pricing says the same. */
  effectsWith(terms: string): Map<Call, Map<string, Effect>> {
    const known = this.#effects.get(terms) ?? new Map<Call, Map<string, Effect>>();
    this.#effects.set(terms, known);
    return known;
  }
}

/** Letters that come together, the work that they are for, and the letters that are left. */
interface Batch {
  readonly letters: readonly Letter[];
  readonly work: Work;
  readonly rest: readonly Letter[];
}

/** What a call changes, and what it answers. */
interface Effect {
  readonly answer: Answer;
  readonly items?: readonly DriverItem[];
  readonly rides?: readonly Ride[];
  readonly letters?: readonly Letter[];
  readonly release?: Release;
  readonly announced?: string;
}

function workOfCall(call: ApiCall): Omit<Work, 'key'> {
  if ('end' in call) return endWork(call.end, call.rideId);
  return 'look' in call ? lookWork(call.look) : askWork(call.askFor, call.key);
}

const rideIdIn = ([first]: readonly unknown[]): string =>
  typeof first === 'string' ? first : (first as Pick<Ride, 'rideId'>).rideId;

/** What a call sees of a state. Nothing else can make a difference to it. */
function readBy(
  state: State,
  { port, method, args }: Call,
): Pick<State, 'items' | 'shown' | 'rides'> & { readonly now?: Instant } {
  if (port === 'rides' || port === 'answers')
    return { ...nothing, rides: state.rides.filter(({ rideId }) => rideId === rideIdIn(args)), now: state.now };
  if (port !== 'drivers') return { ...nothing, now: state.now };
  if (method === 'freeIn') return { ...nothing, shown: state.shown };
  const driverIds = [args[0]].flat();
  return { ...nothing, items: state.items.filter(({ driverId }) => driverIds.includes(driverId)) };
}

const none: readonly never[] = [];

const nothing = { items: none, shown: none, rides: none };

const isSearch = ({ method }: Call): boolean => method === 'freeIn';

const ofRide = ({ rideId, requestedAt }: Release) => ({ rideId, ...(requestedAt && { requestedAt }) });

/** All but these, each taken away once. */
function without<Each>(all: readonly Each[], less: readonly Each[]): readonly Each[] {
  const rest = [...all];
  for (const each of less) rest.splice(rest.indexOf(each), 1);
  return rest;
}

/** A call and its answer in few words. */
function describe({ port, method, args }: Call, answer: Answer): string {
  const said = 'error' in answer ? answer.error : answer.value;
  return `${port}.${method}(${args.map(short).join(', ')})${said === undefined ? '' : ` = ${short(said)}`}`;
}

const short = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(short).join(', ')}]`;
  const { driverId, kind, branch, type, status, by, rideId, isFree, result, pending } = value as Record<
    string,
    unknown
  >;
  const known = {
    kind,
    type,
    branch,
    status,
    by,
    isFree,
    driverId: driverId ?? (result as Release | undefined)?.driverId,
  };
  const words = Object.values(known).filter((each) => each !== undefined);
  if (pending instanceof Set && words.length === 0) words.push(`pending: ${[...pending].join(' ')}`);
  return `{${words.length > 0 ? words.join(' ') : (rideId ?? '')}}`;
};

/** Who can be leased to a ride now, and is shown in the index. */
function freeFor({ items, shown, now }: State, { request, deadlineAt }: RideRequested): readonly string[] {
  if (now >= deadlineAt) return [];
  return items
    .filter((item) => item.product === request.product && isFree(item, now))
    .filter(({ position }) => distanceMeters(position, request.pickup) <= radiusMeters)
    .filter(({ driverId, availableIn, place }) =>
      shown.some((each) => each.driverId === driverId && each.availableIn === availableIn && each.place === place),
    )
    .map(({ driverId }) => driverId);
}

/** Whether a driver may be leased: in the index, on shift, lately heard of, and no ride's. */
export const isFree = ({ availableIn, onShift, reportedAt, ...item }: DriverItem, now: Instant): boolean =>
  availableIn !== undefined && onShift && !isHad(item, now) && reportedAt >= freshSince(now);

/** Whoever has reported since then may be leased now. */
export const freshSince = remembered((now: Instant) => plusMs(now, -driverFreshSeconds * 1000));

/** Whether a ride has a driver, and its time is not over. */
export function isHad(
  { heldBy, leaseUntil, holdUntil }: Pick<DriverItem, 'heldBy' | 'leaseUntil' | 'holdUntil'>,
  now: Instant,
): boolean {
  const end = leaseUntil ?? holdUntil;
  return heldBy !== undefined && (end === undefined || end >= now);
}
