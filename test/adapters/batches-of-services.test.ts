import {
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  PublishCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { rideEventsTopic, rideRequestedTopic } from '../../adapters/topics.ts';
import { NotTakenError } from '../../core/errors.ts';
import type { AnnouncedEvent, GatherMessage, RideRequested } from '../../core/messages.ts';
import { riderGroup } from '../../core/rider-group.ts';
import { aRideEvent } from '../support/ride-events.ts';

interface Failed {
  readonly Id: string;
  readonly Code: string;
  readonly SenderFault: boolean;
}

/** A client of SNS or SQS that keeps its commands, and refuses of each batch what it is told to. */
function recordingClient(Failed: readonly Failed[] = []) {
  const commands: object[] = [];
  const send = async (command: object) => {
    commands.push(command);
    return { Failed };
  };
  return { commands, client: { send } as unknown as SNSClient & SQSClient };
}

const second: Failed = { Id: '1', Code: 'InvalidParameter', SenderFault: true };
const named = (rideId: string) =>
  ({ rideId, riderId: 'rider-1', wants: [] }) as unknown as GatherMessage & RideRequested & AnnouncedEvent;
const three = ['ride-1', 'ride-2', 'ride-3'].map(named);

/** What each sender heard. */
async function outcomesOf(sent: readonly Promise<void>[]) {
  const settled = await Promise.allSettled(sent);
  return settled.map((each) => (each.status === 'fulfilled' ? 'taken' : each.reason));
}

describe.each([
  ['ride requests', (client: SNSClient & SQSClient) => rideRequestedTopic(client, 'topic').publish],
  ['ride events', (client: SNSClient & SQSClient) => rideEventsTopic(client, 'topic').publish],
  ['gather messages', (client: SNSClient & SQSClient) => gatherQueue(client, 'queue').send],
])('a batch of %s', (_, senderOf) => {
  const send = (client: SNSClient & SQSClient) => senderOf(client) as (message: object) => Promise<void>;

  it('of which one is refused fails for the sender of that one alone', async () => {
    const { client } = recordingClient([second]);
    const sender = send(client);
    expect(await outcomesOf(three.map((message) => sender({ ...message, type: 'ride.confirmed' })))).toEqual([
      'taken',
      expect.any(NotTakenError),
      'taken',
    ]);
  });

  it('is one request, whose entries have ids of their own', async () => {
    const { client, commands } = recordingClient();
    const sender = send(client);
    await Promise.all(three.map((message) => sender({ ...message, type: 'ride.confirmed' })));
    expect(commands).toHaveLength(1);
    expect(entriesOf(commands[0]).map(({ Id }) => Id)).toEqual(['0', '1', '2']);
    expect(entriesOf(commands[0]).map(({ body }) => JSON.parse(body).rideId)).toEqual(['ride-1', 'ride-2', 'ride-3']);
  });

  it('of one message is a plain request', async () => {
    const { client, commands } = recordingClient();
    await send(client)({ ...named('ride-1'), type: 'ride.confirmed' });
    expect([PublishCommand, SendMessageCommand]).toContain(commands[0]?.constructor);
  });
});

describe.each([
  ['ride requests', (client: SNSClient & SQSClient) => rideRequestedTopic(client, 'topic').publish],
  ['ride events', (client: SNSClient & SQSClient) => rideEventsTopic(client, 'topic').publish],
])('the groups of %s', (_, senderOf) => {
  const send = (client: SNSClient & SQSClient) => senderOf(client) as (message: object) => Promise<void>;
  const ofRider = (riderId: string) => ({ ...aRideEvent('ride-1'), riderId, wants: [] });

  it("are their riders', alone", async () => {
    const { client, commands } = recordingClient();
    await send(client)(ofRider('rider-1'));
    expect((commands[0] as PublishCommand).input.MessageGroupId).toBe(riderGroup('rider-1'));
  });

  it("are their riders', in a batch", async () => {
    const { client, commands } = recordingClient();
    const sender = send(client);
    const riders = ['rider-1', 'rider-2', 'rider-1'];
    await Promise.all(riders.map((riderId) => sender(ofRider(riderId))));
    const { PublishBatchRequestEntries: entries = [] } = (commands[0] as PublishBatchCommand).input;
    expect(entries.map(({ MessageGroupId }) => MessageGroupId)).toEqual(riders.map(riderGroup));
  });
});

function entriesOf(command: object | undefined): { Id: string | undefined; body: string }[] {
  if (command instanceof PublishBatchCommand)
    return (command.input.PublishBatchRequestEntries ?? []).map(({ Id, Message = '' }: PublishBatchRequestEntry) => ({
      Id,
      body: Message,
    }));
  if (command instanceof SendMessageBatchCommand)
    return (command.input.Entries ?? []).map(({ Id, MessageBody = '' }: SendMessageBatchRequestEntry) => ({
      Id,
      body: MessageBody,
    }));
  return expect.fail('It is no batch.');
}

describe('a ride event', () => {
  const attributesOf = async (wants: AnnouncedEvent['wants']) => {
    const { client, commands } = recordingClient();
    await rideEventsTopic(client, 'topic').publish({ ...aRideEvent('ride-1', 'ride.expired'), wants });
    const { Message = '', MessageAttributes } = (commands[0] as PublishCommand).input;
    expect(JSON.parse(Message)).toEqual(aRideEvent('ride-1', 'ride.expired'));
    return MessageAttributes;
  };
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });

  it('tells subscriptions its type, and what the rider wants', async () => {
    expect(await attributesOf(['webhook', 'receipt'])).toEqual({
      type: text('ride.expired'),
      wants_callback: text('yes'),
      wants_receipt: text('yes'),
    });
    expect(await attributesOf([])).toEqual({ type: text('ride.expired') });
  });
});

describe('the delay of a gather message', () => {
  it.each([
    [0, 0],
    [1.2, 2],
    [-3, 0],
    [900, 900],
    [901, 900],
  ])('of %d s is asked of SQS as %d s', async (asked, DelaySeconds) => {
    const { client, commands } = recordingClient();
    await gatherQueue(client, 'queue').send(named('ride-1'), asked);
    expect((commands[0] as SendMessageCommand).input).toMatchObject({ DelaySeconds });
  });
});
