import { ProblemError } from '../../client/index.ts';
import type { DriverReport } from '../../core/messages.ts';
import { each } from '../each.ts';
import type { MovingDriver } from './moving-driver.ts';

/** What a driver has reported. */
export interface ReportedDriver extends DriverReport {
  readonly driverId: string;
}

/** What the simulator works with. Times are in milliseconds. */
export interface FleetPorts {
  /** Takes a report to the API. Throws `ProblemError` when the API does not take it. */
  readonly report: (driverId: string, report: DriverReport) => Promise<void>;
  readonly clock: () => number;
  /** Resolves after a while, and at once when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onReport?: (reported: ReportedDriver) => void;
}

export interface FleetPace {
  /** How often each driver on shift reports. */
  readonly everySeconds: number;
  /** How many reports there are in a second at most, of all drivers: with more drivers each of them reports less often. */
  readonly reportsPerSecond: number;
}

/** What came of a run. */
export interface FleetTally {
  readonly reports: number;
  /** Reports that the API did not take, because there were too many or because it could not. */
  readonly refused: number;
}

/** So many reports are under way at a time: where the API is slow, drivers report less often and nothing piles up. */
const atOnce = 3;

/** How long to leave an API alone that does not say it, after the first refusal and at most. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Moves a fleet: each driver reports in turn, evenly over the time, as devices do. Who is off shift reports it once. A time
 * that was missed is not made up for.
 */
export class FleetSimulator {
  readonly #fleet: readonly MovingDriver[];
  readonly #ports: FleetPorts;
  readonly #gapMs: number;
  readonly #reported = new Map<string, ReportedDriver>();
  readonly #startedAt: number;
  #turn = 0;
  #nextAt: number;
  #pausedUntil = 0;
  #refusedInARow = 0;
  #reports = 0;
  #refused = 0;

  constructor(fleet: readonly MovingDriver[], ports: FleetPorts, { everySeconds, reportsPerSecond }: FleetPace) {
    this.#fleet = fleet;
    this.#ports = ports;
    this.#gapMs = Math.max((everySeconds * 1000) / fleet.length, 1000 / reportsPerSecond);
    this.#startedAt = ports.clock();
    this.#nextAt = this.#startedAt;
  }

  /** Where each driver has last reported to be, as far as they have reported. */
  positions(): readonly ReportedDriver[] {
    return [...this.#reported.values()];
  }

  get tally(): FleetTally {
    return { reports: this.#reports, refused: this.#refused };
  }

  /** Runs until the signal is aborted, and lets the reports that are under way arrive. Throws when the API cannot be used. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const underWay = new Set<Promise<void>>();
    while (!either.aborted) {
      const leftMs = Math.max(this.#nextAt, this.#pausedUntil) - this.#ports.clock();
      if (leftMs > 0) await this.#ports.wait(leftMs, either);
      else if (underWay.size === atOnce) await Promise.race(underWay);
      else {
        const turn = this.#takeTurn().catch((error: unknown) => failed.abort(error));
        underWay.add(turn);
        turn.then(() => underWay.delete(turn));
      }
    }
    await Promise.all(underWay);
    if (failed.signal.aborted) throw failed.signal.reason;
  }

  /** Takes every driver who is on shift off it, where they are. What the API refuses is not tried again. */
  async goOffShift(): Promise<void> {
    const leaving = this.positions().filter(({ onShift }) => onShift);
    await each(leaving, atOnce, ({ driverId, ...report }) => this.#send(driverId, { ...report, onShift: false }));
  }

  async #takeTurn(): Promise<void> {
    const now = this.#ports.clock();
    const driver = this.#fleet[this.#turn % this.#fleet.length];
    this.#turn += 1;
    this.#nextAt = now + this.#gapMs;
    if (driver === undefined) return;
    const report = driver.at(now - this.#startedAt);
    const before = this.#reported.get(driver.driverId);
    if (report.onShift || before?.onShift !== false) await this.#send(driver.driverId, report);
  }

  async #send(driverId: string, report: DriverReport): Promise<void> {
    try {
      await this.#ports.report(driverId, report);
    } catch (error) {
      if (!(error instanceof ProblemError) || !isPassing(error)) throw error;
      this.#pause(error);
      return;
    }
    const reported = { driverId, ...report };
    this.#refusedInARow = 0;
    this.#reports += 1;
    this.#reported.set(driverId, reported);
    this.#ports.onReport?.(reported);
  }

  #pause({ retryAfterSeconds }: ProblemError): void {
    const ownMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#refusedInARow);
    const pauseMs = retryAfterSeconds === undefined ? ownMs : retryAfterSeconds * 1000;
    this.#refused += 1;
    this.#refusedInARow += 1;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#ports.clock() + pauseMs);
  }
}

/** Too many requests, or trouble at the other end: it may be over soon. */
const isPassing = ({ status }: ProblemError): boolean => status === 429 || status >= 500;
