import DataLoader from 'dataloader';
import { NotTakenError, ServiceError } from '../core/errors.ts';

/** What SQS and SNS take in one request. */
const mostInABatch = 10;

/** Says of each message of a batch, in their order, why it was refused; undefined where it was taken. */
export type SendBatch<Message> = (messages: readonly Message[]) => Promise<readonly (Refused | undefined)[]>;

export interface Refused {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
  /** Whether it is the message's own fault, and not the service's. */
  readonly SenderFault?: boolean | undefined;
}

/** When what is ready is sent, counted from the first message that is. */
export type Moment = (dispatch: () => void) => void;

/** Nobody waits for company: a moment is one round of the event loop. */
const oneRound: Moment = (dispatch) => void setImmediate(dispatch);

/**
 * Sends messages that are ready at the same moment in one request, which costs as much as for a single one. Each sender
 * hears of its own message; a request that fails fails them all.
 */
export function inBatches<Message>(
  service: string,
  sendBatch: SendBatch<Message>,
  moment: Moment = oneRound,
): (message: Message) => Promise<void> {
  const loader = new DataLoader<Message, void>(
    async (messages) => (await sendBatch(messages)).map((refused) => (refused ? errorOf(service, refused) : undefined)),
    { cache: false, maxBatchSize: mostInABatch, batchScheduleFn: moment },
  );
  return (message) => loader.load(message);
}

function errorOf(service: string, { Code = '', Message = '', SenderFault = false }: Refused): ServiceError {
  const message = `${service} refused a message: ${Code} ${Message}`;
  // What failed inside of the service may have been taken for all that.
  return SenderFault || /throttl/i.test(Code) ? new NotTakenError(message) : new ServiceError(message);
}

/** The answer of a batch request as a refusal, or none, for each of its entries, whose ids are their places. */
export const refusedOf = (entries: number, failed: readonly (Refused & { Id: string | undefined })[] = []) =>
  Array.from({ length: entries }, (_, index) => failed.find(({ Id }) => Id === String(index)));
