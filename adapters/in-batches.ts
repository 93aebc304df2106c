import { AsyncLocalStorage } from 'node:async_hooks';
import DataLoader from 'dataloader';
import { NotTakenError, ServiceError } from '../core/errors.ts';
import { Collected, type Moment } from './collected.ts';

/** The limit of SQS and SNS for one request. */
const mostInABatch = 10;

/** Returns for each message of a batch, in order, why it was refused; undefined where it was accepted. */
export type SendBatch<Message> = (messages: readonly Message[]) => Promise<readonly (Refused | undefined)[]>;

export interface Refused {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
  /** Whether the message is at fault, not the service. */
  readonly SenderFault?: boolean | undefined;
}

/**
 * Combines messages that are ready at the same moment, or while two requests are under way, into one request, which costs as
 * much as one for a single message. Each sender gets the result of its own message; a request that fails fails them all.
 *
 * @param moment when a batch is sent, instead
 */
export function inBatches<Message>(
  service: string,
  sendBatch: SendBatch<Message>,
  moment?: Moment,
): (message: Message) => Promise<void> {
  const requests = new Collected();
  const loader = new DataLoader<Sent<Message>, void>(
    async (sent) => {
      const messages = sent.map(({ message }) => message);
      // Of the senders, the last one usually has the most time left.
      const { asSender } = sent.at(-1) as Sent<Message>;
      const refusals = await requests.request(() => asSender(() => sendBatch(messages)));
      return refusals.map((refused) => (refused ? errorOf(service, refused) : undefined));
    },
    { cache: false, maxBatchSize: mostInABatch, batchScheduleFn: moment ?? requests.moment },
  );
  return (message) => loader.load({ message, asSender: AsyncLocalStorage.snapshot() });
}

interface Sent<Message> {
  readonly message: Message;
  /** Runs work within the sender's time limit. */
  readonly asSender: <Result>(work: () => Result) => Result;
}

function errorOf(service: string, { Code = '', Message = '', SenderFault = false }: Refused): ServiceError {
  const message = `${service} refused a message: ${Code} ${Message}`;
  // After an internal failure of the service the message may have been accepted all the same.
  return SenderFault || /throttl/i.test(Code) ? new NotTakenError(message) : new ServiceError(message);
}

/** The answer of a batch request as a refusal, or none, for each entry; the entries' ids are their indexes. */
export const refusedOf = (entries: number, failed: readonly (Refused & { Id: string | undefined })[] = []) =>
  Array.from({ length: entries }, (_, index) => failed.find(({ Id }) => Id === String(index)));
