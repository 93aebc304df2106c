import type { SQSRecord } from 'aws-lambda';
import { envelopeSchema } from '../../core/messages.ts';
import { idsOf } from './ride-log.ts';

/** The ids of the ride that a record is about; nothing where the record does not say. */
export function idsOfRecord({ body }: SQSRecord): Partial<ReturnType<typeof idsOf>> {
  try {
    return idsOf(envelopeSchema.parse(JSON.parse(body)));
  } catch {
    return {};
  }
}
