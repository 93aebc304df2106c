import type { SQSRecord } from 'aws-lambda';
import type { RecordHandler } from '../../adapters/lambda/queue-handler.ts';
import { readRecord } from '../../adapters/lambda/read-record.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { GatherMessage } from '../../core/messages.ts';
import { parseGatherMessage } from '../../core/parse-gather-message.ts';

/** The messages of one ride in a batch are gathered together, in one write; rides are gathered side by side. */
export const gatherByRide =
  (ports: GatherPorts) =>
  (records: readonly SQSRecord[]): RecordHandler => {
    const messages = new Map(records.map((record) => [record.messageId, parsed(record)]));
    const rideIds = new Set([...messages.values()].flatMap((message) => ('rideId' in message ? [message.rideId] : [])));
    const gathered = new Map([...rideIds].map((rideId) => [rideId, gather(ports, rideId, ofRide(messages, rideId))]));
    for (const gathering of gathered.values()) gathering.catch(() => {}); // Each record of the ride reports it below.
    return async ({ messageId }) => {
      const message = messages.get(messageId);
      if (message && 'unreadable' in message) throw message.unreadable;
      if (message) await gathered.get(message.rideId);
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
