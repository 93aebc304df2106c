import { ProblemError } from '../../client/index.ts';
import type { AboutCloud } from '../../local/index.ts';
import { grouped } from '../figures.ts';
import { linesOfRide } from '../trace/lines-of-ride.ts';
import type { LogSource } from '../trace/log-source.ts';
import { traceOf } from '../trace/trace-of.ts';
import { riderClient } from './cancel-ride.ts';
import { laneNameOf } from './lane-figures.ts';
import type { RideTrace } from './protocol.ts';
import { rawMessage } from './raw-message.ts';
import { readRide } from './ride-holds.ts';

/** The trace of a ride, and its messages; undefined if the ride is unknown. */
export async function rideTrace(about: AboutCloud, rideId: string): Promise<RideTrace | undefined> {
  const log = await linesOfRide(logsOf(about), rideId);
  if (log.lines.length === 0) return undefined;
  const told = traceOf(rideId, log);
  const view = told.missing.length === 0 ? undefined : await viewOf(about, rideId);
  return { trace: view ? traceOf(rideId, log, view) : told, messages: messagesOf(about, rideId) };
}

/** The cloud's own log, as a trace reads it. */
export function logsOf({ logs }: AboutCloud): LogSource {
  return {
    linesWith: async (contains) => ({
      lines: (logs?.entries({ contains, since: 0 }) ?? []).map(({ line: text, ...entry }) => ({ ...entry, text })),
      incomplete: logs?.dropped ? `the ${grouped(logs.dropped)} oldest lines, which are not kept` : undefined,
    }),
  };
}

/** Its record, as the API shows it to its rider, whoever that is. */
async function viewOf(about: AboutCloud, rideId: string) {
  const record = await readRide(about, rideId);
  return riderClient(about, record?.riderId)
    ?.getRide(rideId)
    .catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
    });
}

function messagesOf({ messages, functions }: AboutCloud, rideId: string): RideTrace['messages'] {
  const found = messages?.entries({ contains: [rideId], since: 0 }) ?? [];
  return found.map(({ messageId, at, line, functionName, attempt }) => ({
    ...rawMessage(messageId, at, line),
    lane: laneNameOf(functions.get(functionName).spec.logicalId),
    attempt,
  }));
}
