/**
 * The metrics that functions write. Their namespace is the stack's name, and each has one dimension, `service`: the name of
 * the function that writes it. Durations are in milliseconds; all others are counts.
 */
export const metricNames = {
  /** aggregator, deadline, api: a ride has reached this state. */
  reached: {
    confirmed: 'RidesConfirmed',
    rejected: 'RidesRejected',
    expired: 'RidesExpired',
    cancelled: 'RidesCancelled',
    completed: 'RidesCompleted',
  },
  /** The function that moved the ride on (aggregator, deadline, or api): from its request to its outcome. */
  rideDuration: 'RideDuration',
  /** The same function: the longest duration of the ride's branches; written when all of them had finished. */
  slowestBranch: 'SlowestBranch',
  /** The same function: the ride's time beyond its slowest branch. */
  overhead: 'Overhead',
  /** aggregator: how long after a ride's outcome a late answer arrived. */
  lateness: 'Lateness',
  /** api: a ride request was accepted uncounted, because the quota store did not respond. */
  quotasUnavailable: 'QuotasUnavailable',
  /** api: a request for a ride was refused, because too many were under way. */
  ridesRefused: 'RidesRefused',
  /** api: a call was not allowed to wait for an outcome, because too many rides were under way, or the counts were unknown. */
  waitsRefused: 'WaitsRefused',
  /** api: rides under way, and their limit. */
  ridesUnderWay: 'RidesUnderWay',
  ridesAdmissible: 'RidesAdmissible',
  /** api, aggregator, deadline: the counts of rides could not be published or read. */
  loadUnavailable: 'LoadUnavailable',
  /** api, sequential-ride: a step failed without failing the request, because another step compensates for it. */
  failuresTolerated: 'FailuresTolerated',
  /** eta, sequential-ride: a route was estimated, because the routing service failed. */
  routeEstimated: 'RouteEstimated',
  /** A branch: from the start of its first attempt to the end of its last one. */
  branchDuration: 'BranchDuration',
  /** A branch: from when the queue accepted the request to the start of the first attempt. */
  branchQueued: 'BranchQueued',
  /** A branch: its answer about a ride. */
  answered: { ok: 'BranchOk', rejected: 'BranchRejected', failed: 'BranchFailed' },
  /** webhook: how one ended. An undelivered webhook is the receiver's failure, and raises no alarm. */
  webhooks: {
    delivered: 'WebhooksDelivered',
    gone: 'WebhooksGone',
    refused: 'WebhooksRefused',
    undelivered: 'WebhooksUndelivered',
  },
  /** webhook: an attempt was not made, because there was no secret to sign with. */
  webhooksUnsigned: 'WebhooksUnsigned',
} as const;
