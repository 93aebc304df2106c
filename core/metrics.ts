/**
 * The metrics that functions write. Their namespace is the stack's name, and each has one dimension, `service`: the name of
 * the function that writes it. Durations are in milliseconds, and the others counts.
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
  /** Who has moved the ride on (aggregator, deadline, or api): from its request to its outcome. */
  rideDuration: 'RideDuration',
  /** The same: the longest that one of the ride's branches took; written where all of them had finished. */
  slowestBranch: 'SlowestBranch',
  /** The same: what the ride took beyond its slowest branch. */
  overhead: 'Overhead',
  /** aggregator: how long after a ride's outcome an answer came that it had not waited for. */
  lateness: 'Lateness',
  /** api: a request for a ride was let through uncounted, because the store of quotas did not answer. */
  quotasUnavailable: 'QuotasUnavailable',
  /** api: a request for a ride was refused, because too many were under way. */
  ridesRefused: 'RidesRefused',
  /** api: a call was not let wait for an outcome, because too many rides were under way, or nobody knew how many. */
  waitsRefused: 'WaitsRefused',
  /** api: rides under way, and how many may be. */
  ridesUnderWay: 'RidesUnderWay',
  ridesAdmissible: 'RidesAdmissible',
  /** api, aggregator, deadline: the counts of rides could not be told or read. */
  loadUnavailable: 'LoadUnavailable',
  /** api, sequential-ride: a step failed that a request does not fail with, since something else makes up for it. */
  failuresTolerated: 'FailuresTolerated',
  /** eta, sequential-ride: a route was estimated, because the routing service failed. */
  routeEstimated: 'RouteEstimated',
  /** A branch: from the start of its first attempt to the end of its last one. */
  branchDuration: 'BranchDuration',
  /** A branch: from the queue's taking the request to the start of the first attempt. */
  branchQueued: 'BranchQueued',
  /** A branch: what it said of a ride. */
  answered: { ok: 'BranchOk', rejected: 'BranchRejected', failed: 'BranchFailed' },
  /** webhook: how one ended. What is undelivered is the receiver's matter, and raises no alarm. */
  webhooks: {
    delivered: 'WebhooksDelivered',
    gone: 'WebhooksGone',
    refused: 'WebhooksRefused',
    undelivered: 'WebhooksUndelivered',
  },
  /** webhook: an attempt was not made, because there was no secret to sign with. */
  webhooksUnsigned: 'WebhooksUnsigned',
} as const;
