import type { SQSRecord } from 'aws-lambda';
import type { RecordHandler } from '../../adapters/lambda/queue-handler.ts';
import { readRecord } from '../../adapters/lambda/read-record.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { GatherMessage } from '../../core/messages.ts';
import { parseGatherMessage } from '../../core/parse-gather-message.ts';
import type { RidesLeft } from '../../core/rides-left.ts';

export interface GatherByRidePorts extends GatherPorts {
  /** Called when all rides of a batch have been gathered. */
  readonly ridesLeft?: Pick<RidesLeft, 'tell'>;
}

/** Gathers the messages of one ride in a batch together, in one write; rides are gathered concurrently. */
export const gatherByRide =
  (ports: GatherByRidePorts) =>
  (records: readonly SQSRecord[]): RecordHandler => {
    const messages = new Map(records.map((record) => [record.messageId, parsed(record)]));
    const rideIds = new Set([...messages.values()].flatMap((message) => ('rideId' in message ? [message.rideId] : [])));
    const gathered = new Map([...rideIds].map((rideId) => [rideId, gather(ports, rideId, ofRide(messages, rideId))]));
    // A failure is reported by each record of the ride, below.
    const told = Promise.allSettled(gathered.values()).then(() => ports.ridesLeft?.tell());
    return async ({ messageId }) => {
      const message = messages.get(messageId);
      if (message && 'unreadable' in message) throw message.unreadable;
      if (message) await gathered.get(message.rideId);
      await told;
    };
  };

type Parsed = GatherMessage | { readonly unreadable: unknown };

function parsed(record: SQSRecord): Parsed {
  try {
    return readRecord(record, parseGatherMessage);
  } catch (error) {
    return { unreadable: error };
  }
}

const ofRide = (messages: ReadonlyMap<string, Parsed>, rideId: string): GatherMessage[] =>
  [...messages.values()].flatMap((message) => ('rideId' in message && message.rideId === rideId ? [message] : []));
