import * as z from 'zod/mini';
import { rideEventSchema, rideRequestedSchema } from '../../core/messages.ts';
import { parseGatherMessage } from '../../core/parse-gather-message.ts';

/** The content of a message. */
export interface MessageContent {
  /** `ride-requested`, the kind of a message to the aggregator, or the type of an event. */
  readonly kind: string;
  readonly rideId: string;
  readonly branch?: string;
}

// `zod/mini` has no error messages by default.
z.config(z.locales.en());

/** A message of another kind has as many errors as its schema has fields. */
const mostFaults = 3;

/** Parses a body as any of the functions' messages; returns the reason if it is none of them. */
export function readMessage(body: string): MessageContent | { readonly unreadable: string } {
  try {
    return contentOf(body);
  } catch (error) {
    return { unreadable: error instanceof z.core.$ZodError ? faultsOf(error) : 'it is not JSON' };
  }
}

function contentOf(body: string): MessageContent {
  const message: unknown = JSON.parse(body);
  if (has(message, 'kind')) return gatherContent(body);
  if (!has(message, 'type')) return { kind: 'ride-requested', rideId: rideRequestedSchema.parse(message).rideId };
  const { type, rideId } = rideEventSchema.parse(message);
  return { kind: type, rideId };
}

function gatherContent(body: string): MessageContent {
  const message = parseGatherMessage(body);
  const { kind, rideId } = message;
  return 'branch' in message ? { kind, rideId, branch: message.branch } : { kind, rideId };
}

const has = (message: unknown, field: string): boolean =>
  typeof message === 'object' && message !== null && field in message;

function faultsOf({ issues }: z.core.$ZodError): string {
  const faults = issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  const more = faults.length - mostFaults;
  return [...faults.slice(0, mostFaults), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
