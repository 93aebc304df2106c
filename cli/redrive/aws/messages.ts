import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import { QueueServiceError } from '../../errors.ts';
import type { Message, MessageAttributes, Queue, QueueService } from '../queue-service.ts';
import { ask } from './ask.ts';

/** The most messages in one receive of SQS. */
const mostAtOnce = 10;
/** Long polling queries all servers of the queue; short polling may miss messages. */
const waitSeconds = 1;

/** Operations on single messages. */
export function messages(sqs: SQSClient): Pick<QueueService, 'receive' | 'show' | 'send' | 'delete'> {
  return {
    receive: async ({ url }, limit, hiddenSeconds) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(limit, mostAtOnce),
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
        MessageAttributeNames: ['All'],
      });
      const { Messages = [] } = await ask('ReceiveMessage', () => sqs.send(command));
      return Messages.map(messageOf);
    },
    show: async (queue, received) => {
      await Promise.all(received.map((message) => show(sqs, queue, message)));
    },
    send: async ({ url }, { body, attributes, group }) => {
      const command = new SendMessageCommand({
        QueueUrl: url,
        MessageBody: body,
        MessageAttributes: attributes,
        MessageGroupId: group,
      });
      const { MessageId = '' } = await ask('SendMessage', () => sqs.send(command));
      return MessageId;
    },
    delete: async ({ url }, { receipt }) => {
      const command = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt });
      await ask('DeleteMessage', () => sqs.send(command));
    },
  };
}

async function show(sqs: SQSClient, { url }: Queue, { receipt }: Message): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 });
  await ask('ChangeMessageVisibility', () => sqs.send(command)).catch(unlessInSight);
}

/** The error of SQS when the message is already visible again. */
const inSight = ['MessageNotInflight', 'InvalidParameterValue'];

function unlessInSight(error: unknown): void {
  if (!(error instanceof QueueServiceError && inSight.includes(error.code))) throw error;
}

function messageOf({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes }: SqsMessage): Message {
  return {
    id: MessageId ?? '',
    receipt: ReceiptHandle ?? '',
    body: Body ?? '',
    attributes: attributesOf(MessageAttributes ?? {}),
    group: Attributes?.MessageGroupId,
    sentAt: Number(Attributes?.SentTimestamp ?? Number.NaN),
  };
}

/** Without the empty lists of values, which SQS returns but does not accept. */
function attributesOf(received: NonNullable<SqsMessage['MessageAttributes']>): MessageAttributes {
  const entries = Object.entries(received).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
    name,
    { DataType, ...(StringValue !== undefined && { StringValue }), ...(BinaryValue !== undefined && { BinaryValue }) },
  ]);
  return Object.fromEntries(entries);
}
