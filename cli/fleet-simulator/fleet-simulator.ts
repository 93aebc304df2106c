import { ProblemError } from '../../client/index.ts';
import type { DriverReport } from '../../core/messages.ts';
import { each } from '../each.ts';
import type { MovingDriver } from './moving-driver.ts';

/** A driver's report. */
export interface ReportedDriver extends DriverReport {
  readonly driverId: string;
}

/** The simulator's dependencies and settings. Times are in milliseconds. */
export interface FleetPorts {
  /** Sends a report to the API. Throws `ProblemError` if the API refuses it. */
  readonly report: (driverId: string, report: DriverReport) => Promise<void>;
  readonly clock: () => number;
  /** Resolves after a delay, and immediately when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onReport?: (reported: ReportedDriver) => void;
}

export interface FleetPace {
  /** How often each driver on shift reports. */
  readonly everySeconds: number;
  /** The most reports in a second, of all drivers: with more drivers each of them reports less often. */
  readonly reportsPerSecond: number;
}

/** The result of a run. */
export interface FleetTally {
  readonly reports: number;
  /** Reports that the API refused because there were too many, or failed to process. */
  readonly refused: number;
}

/** The most concurrent reports: if the API is slow, drivers report less often and no backlog grows. */
const atOnce = 3;

/** How long to back off if the API gives no `Retry-After`, after the first refusal and at most. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Moves a fleet: each driver reports in turn, evenly over the time, as devices do. A driver who goes off shift reports that
 * once. Missed turns are not made up for.
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

  /** The last reported position of each driver who has reported. */
  positions(): readonly ReportedDriver[] {
    return [...this.#reported.values()];
  }

  get tally(): FleetTally {
    return { reports: this.#reports, refused: this.#refused };
  }

  /** Runs until the signal is aborted, and waits for the reports under way. Throws if the API cannot be used. */
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

  /** Reports every driver on shift as off shift, where they are. Refused reports are not retried. */
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

/** Too many requests, or a server error: it may be over soon. */
const isPassing = ({ status }: ProblemError): boolean => status === 429 || status >= 500;
