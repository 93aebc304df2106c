/**
 * How much of what a run suffers: probabilities, per call of a service unless said otherwise. A query, of which a ride
 * makes dozens where drivers are few, has a thirtieth of them.
 */
export interface Intensity {
  /** Riders who are under way at once. */
  readonly riders: number;
  /** Areas that they are in. */
  readonly areas: number;
  /** Whether all riders of an area stand in one place, and so want the same driver. */
  readonly crowded?: boolean;
  readonly delay: number;
  /** The lane whose calls are delayed; every lane's without it. */
  readonly slowLane?: string;
  readonly reset: number;
  readonly refusal: number;
  readonly lostAnswer: number;
  readonly hang: number;
  /** Per message sent or published. */
  readonly duplicate: number;
  /** Per message sent or published: a bystander sends a copy of it, some time later. */
  readonly copy: number;
  /** Per announcement of the aggregator: it dies between its write and that. */
  readonly aggregatorDeath: number;
  /** Per look of the deadline's function at a ride: it dies, with all messages that it has in hand. */
  readonly deadlineDeath: number;
  /** Whether one ride in four has something that fails for it in every attempt. */
  readonly outages: boolean;
  /** Seconds during which every function may have but a few invocations at once. */
  readonly throttledSeconds: number;
  /** Per ride: the rider cancels it soon, whatever its state. */
  readonly earlyCancel: number;
  /** Per ride: nobody looks at it after it was accepted, so that nobody else than the stack ends it. */
  readonly leaving: number;
  /** Per ride that is about to be confirmed: it is cancelled between the hold on its driver and the write. */
  readonly cancelAtDecision: number;
  /** Per ride: one of its branches throws, hangs, dies or refuses, as the request tells it to. */
  readonly branchFault: number;
  /** Per ride: all workers die right after it was accepted. */
  readonly deathAfterAnswer: number;
  /** Per ride: all workers of one function die, or of all, at any moment. */
  readonly death: number;
}

/** Everything at once. */
export const everything: Intensity = {
  riders: 16,
  areas: 4,
  delay: 0.03,
  reset: 0.008,
  refusal: 0.008,
  lostAnswer: 0.012,
  hang: 0.0004,
  duplicate: 0.06,
  copy: 0.05,
  aggregatorDeath: 0.015,
  deadlineDeath: 0.2,
  outages: true,
  throttledSeconds: 5,
  earlyCancel: 0.2,
  leaving: 0.06,
  cancelAtDecision: 0.04,
  branchFault: 0.2,
  deathAfterAnswer: 0.008,
  death: 0.012,
};

/** The same, for runs that may take their time. */
export const everythingAtLength: Intensity = { ...everything, throttledSeconds: 120 };

/** Nothing that somebody would have to wait for. */
const noFailures: Intensity = {
  ...everything,
  riders: 10,
  areas: 1,
  reset: 0,
  refusal: 0,
  hang: 0,
  aggregatorDeath: 0,
  deadlineDeath: 0,
  outages: false,
  throttledSeconds: 0,
  branchFault: 0,
  deathAfterAnswer: 0,
  death: 0,
};

/** Nothing fails but what does so in every attempt, for some rides. */
export const lastingOutages: Intensity = { ...noFailures, delay: 0, copy: 0, earlyCancel: 0, outages: true };

/** Rides that only run, a few at a time, and are completed: what goes wrong is not due to a failure or to many riders. */
export const undisturbed: Intensity = {
  ...noFailures,
  riders: 2,
  delay: 0,
  lostAnswer: 0,
  duplicate: 0,
  copy: 0,
  earlyCancel: 0,
  leaving: 0,
  cancelAtDecision: 0,
};

/** As with lasting outages, and nobody looks at a ride. */
export const nobodyLooks: Intensity = { ...lastingOutages, leaving: 1 };

/** Riders cancel while their rides are being decided on. */
export const cancelRaces: Intensity = { ...noFailures, delay: 0, cancelAtDecision: 0.5 };

/** Rides want the same drivers, and get to lease one long after they have found it. */
export const driverRaces: Intensity = {
  ...noFailures,
  delay: 0.6,
  crowded: true,
  slowLane: 'DriverMatching',
  earlyCancel: 0,
  copy: 0.2,
};
