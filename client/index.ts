export type { Calls, ClientOptions } from './calls.ts';
export {
  type CallOptions,
  createClient,
  type ListOptions,
  type RequestOptions,
  type RideClient,
  type WaitOptions,
} from './create-client.ts';
export { ClientError, NoAnswerError, ProblemError, UnreadableAnswerError } from './errors.ts';
export { type FollowOptions, followRide } from './follow-ride.ts';
export { type PushAddress, type WatchRide, type WatchRides, watchRide, watchRides } from './push.ts';
export type { BranchPush, OutcomePush, PushMessage } from './push-message.ts';
export type { components, operations, paths } from './schema.ts';
export type {
  Branch,
  Driver,
  DriverReport,
  DriverRide,
  Flow,
  Point,
  ProblemCode,
  Product,
  Ride,
  RideRequest,
  RideStatus,
  RideSummary,
  RidesPage,
  Timing,
} from './types.ts';
