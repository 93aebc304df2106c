import type { SQSRecord } from 'aws-lambda';
import { envelopeSchema } from '../../core/messages.ts';
import { idsOf, type RideIds } from './ride-scope.ts';

/** The ids of the ride that a record is about; empty where the record does not have them. */
export function idsOfRecord({ body }: SQSRecord): Partial<RideIds> {
  try {
    return idsOf(envelopeSchema.parse(JSON.parse(body)));
  } catch {
    return {};
  }
}
