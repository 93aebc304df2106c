import { each } from './each.ts';

/** A driver who has not reported for this time is not matched: the stack's default. */
export const staleAfterSeconds = 120;

/** The interval of each driver's reports: one report may be lost, and the driver stays fresh. */
export const heartbeatSeconds = 45;

/** A clock in milliseconds, and a timer. */
export interface Timer {
  readonly now: () => number;
  /** Does the work after a delay, unless the returned function is called first. */
  readonly after: (ms: number, work: () => void) => () => void;
}

/** Its timers do not keep the process alive. */
const systemTimer: Timer = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timeout = setTimeout(work, ms).unref();
    return () => clearTimeout(timeout);
  },
};

/** Few: for each further concurrent call the API first starts another worker, which takes longer than its reports. */
const fewAtOnce = 3;

export interface HeartbeatOptions {
  readonly timer?: Timer;
  /** Prints the first failed report, and the number of failed ones at the end. */
  readonly say?: (line: string) => void;
}

/**
 * Drivers who stand still and keep reporting, as their devices would: each every 45 s, in turn, evenly over that time and
 * never more than three at once. A failed report is counted, and its driver reports again in its next turn; missed turns
 * are not made up for.
 */
export class DriverHeartbeats<Driver> {
  readonly #report: (driver: Driver) => Promise<unknown>;
  /** The driver with the oldest report comes first. */
  readonly #drivers: Driver[];
  readonly #timer: Timer;
  readonly #say: (line: string) => void;
  readonly #underWay = new Set<Promise<void>>();
  #lastTurnAt: number;
  #callOff = () => {};
  #isStopped = false;
  #sent = 0;
  #failed = 0;

  /** @param drivers who have just reported */
  constructor(
    report: (driver: Driver) => Promise<unknown>,
    drivers: readonly Driver[] = [],
    { timer = systemTimer, say = console.error }: HeartbeatOptions = {},
  ) {
    this.#report = report;
    this.#drivers = [...drivers];
    this.#timer = timer;
    this.#say = say;
    this.#lastTurnAt = timer.now();
    this.#awaitTurn();
  }

  get tally(): { readonly sent: number; readonly failed: number } {
    return { sent: this.#sent, failed: this.#failed };
  }

  /** Adds a driver who has just reported. */
  add(driver: Driver): void {
    if (this.#drivers.length === 0) this.#lastTurnAt = this.#timer.now();
    this.#drivers.push(driver);
    this.#awaitTurn();
  }

  /** Stops reporting, and resolves when no report is under way. */
  async stop(): Promise<void> {
    this.#callOff();
    if (!this.#isStopped && this.#failed > 1)
      this.#say(`${this.#failed} of ${this.#sent} drivers' reports have failed.`);
    this.#isStopped = true;
    await Promise.all(this.#underWay);
  }

  #awaitTurn(): void {
    this.#callOff();
    if (this.#isStopped || this.#drivers.length === 0) return;
    const gapMs = (heartbeatSeconds * 1000) / this.#drivers.length;
    const leftMs = this.#lastTurnAt + gapMs - this.#timer.now();
    this.#callOff = this.#timer.after(Math.max(0, leftMs), () => this.#takeTurn(gapMs));
  }

  #takeTurn(gapMs: number): void {
    // A timer is late by about a millisecond, which adds up over thousands of drivers: the next turn is earlier by that.
    this.#lastTurnAt = Math.max(this.#lastTurnAt + gapMs, this.#timer.now() - gapMs);
    const driver = this.#underWay.size < fewAtOnce ? this.#drivers.shift() : undefined;
    if (driver !== undefined) {
      this.#drivers.push(driver);
      const sending = this.#send(driver);
      this.#underWay.add(sending);
      sending.then(() => this.#underWay.delete(sending));
    }
    this.#awaitTurn();
  }

  async #send(driver: Driver): Promise<void> {
    this.#sent += 1;
    try {
      await this.#report(driver);
    } catch (error) {
      this.#failed += 1;
      if (this.#failed === 1)
        this.#say(`A driver's report has failed: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** Reports all drivers, a limited number at a time, and keeps reporting them until stopped. */
export async function seedDrivers<Driver>(
  drivers: readonly Driver[],
  report: (driver: Driver) => Promise<unknown>,
  { atOnce = fewAtOnce, ...options }: HeartbeatOptions & { readonly atOnce?: number } = {},
): Promise<DriverHeartbeats<Driver>> {
  await each(drivers, atOnce, report);
  return new DriverHeartbeats(report, drivers, options);
}
