export type { AboutCloud, SideRoute } from './api/about-cloud.ts';
export { eventStream, type SendEvent } from './api/event-stream.ts';
export { type HttpReply, type HttpRequest, headerOf } from './api/http-types.ts';
export { jsonReply } from './api/side-route.ts';
export { type Cloud, type CloudFunction, type CloudOptions, startCloud } from './cloud.ts';
export type { CloudDescription } from './cloud-description.ts';
export {
  AssemblyError,
  CircularDependencyError,
  CloudError,
  FunctionError,
  FunctionNotFoundError,
  NoRestApiError,
  PortTakenError,
  ServiceError,
  StackChoiceError,
  SynthesisError,
  TemporaryDirectoryError,
  ThrottledError,
  UnresolvedReferenceError,
  UnsupportedIntrinsicError,
  UnsupportedResourceError,
} from './errors.ts';
export type { OnPollerCall, PollerCall } from './event-source/poller-call.ts';
export type { DeliveredMessage } from './insides/delivered-message.ts';
export { type FunctionFigures, functionFigures } from './insides/function-figures.ts';
export { type QueueFigures, queueFigures } from './insides/queue-figures.ts';
export type { Fate, Intercept, ServiceCall } from './interception/service-call.ts';
export { type PauseWatch, suspendWhilePaused } from './lambda/pauses.ts';
export type { LogLimits } from './log-buffer.ts';
export type { LogEntry, OnLog } from './log-entry.ts';
export { processorSpeed } from './processor-speed.ts';
export { runnableTemplate } from './runnable-template.ts';
export type { SentMail } from './services/mail-service.ts';
export type { Timing } from './stopwatch.ts';
export { type SynthesisOptions, synthesize } from './synthesize.ts';
export type { Template } from './template.ts';
export { removeTemporaryDirectory } from './temporary-directory.ts';
