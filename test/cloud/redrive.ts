import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../cli/command.ts';
import type { reportOf } from '../../cli/redrive/report.ts';
import { redrive } from '../../cli/redrive.ts';
import type { Simulate } from '../../core/simulation.ts';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { aRideRequestedNow } from '../support/rides.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';

describe('redriving dead letters', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  const urlOf = (logicalId: string): string => {
    const ids = Object.keys(stack.cloud.physicalIds).filter((id) => new RegExp(`^${logicalId}[0-9A-F]{8}$`).test(id));
    return stack.cloud.physicalIds[ids[0] ?? ''] ?? '';
  };

  const lies = async (logicalId: string, messageBody: string): Promise<void> => {
    const MessageAttributes = { note: { DataType: 'String', StringValue: 'kept' } };
    const command = new SendMessageCommand({ QueueUrl: urlOf(logicalId), MessageBody: messageBody, MessageAttributes });
    await stack.sqs.send(command);
  };

  const countIn = async (logicalId: string): Promise<number> => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const command = new GetQueueAttributesCommand({ QueueUrl: urlOf(logicalId), AttributeNames });
    return Number((await stack.sqs.send(command)).Attributes?.ApproximateNumberOfMessages);
  };

  /** Runs the command on one dead-letter queue; gives what it reports of that. */
  const redriveOf = async (queue: string, ...options: string[]) => {
    const printed: string[] = [];
    const print = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
    const args = ['--api', stack.cloud.apiUrl, '--json', '--queue', queue, ...options];
    const code = await run(redrive, args).finally(() => print.mockRestore());
    const report = JSON.parse(printed.join('\n')) as ReturnType<typeof reportOf>;
    return { code, ...report.deadLetterQueues[0] };
  };

  /** A ride that was rejected while a branch had not answered yet, and never will. */
  const anEndedRide = async (hanging: keyof Simulate) => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const simulate = { [hanging]: { fault: 'timeout' as const }, 'payment-check': { fault: 'reject' as const } };
    const rider = aRider(stack);
    const { body } = await rider.asks(aQuickRequest(pickup, simulate));
    expect(body).toMatchObject({ status: 'rejected', branches: { [hanging]: { status: 'not_awaited' } } });
    const letter = aRideRequestedNow({ pickup, simulate: { [hanging]: { delayMs: 0 } } });
    const { rideId, requestedAt } = body;
    return { ride: body, rider, letter: JSON.stringify({ ...letter, rideId, requestedAt }) };
  };

  /** The branch's answer is kept and marked late; but for that, the ride is as it was. */
  const isUnchangedButFor = (branch: string, { ride, rider }: Awaited<ReturnType<typeof anEndedRide>>) =>
    eventually(async () => {
      const { body } = await rider.looksAt(ride.rideId);
      expect(body.branches[branch]).toMatchObject({ status: 'ok', late: true });
      const { status, outcome, reasons, settledAt, completedAt, cancelledAt } = ride;
      expect(body).toMatchObject({ status, outcome, reasons, settledAt, completedAt, cancelledAt });
    });

  it('changes nothing of a ride that has ended, and keeps the answer as a late one', async () => {
    const scene = await anEndedRide('eta');
    await lies('EtaDeadLetters', scene.letter);
    expect(await redriveOf('EtaDeadLetters')).toMatchObject({ code: 0, count: 1, result: { moved: 1 } });
    await isUnchangedButFor('eta', scene);
    expect(await countIn('EtaDeadLetters')).toBe(0);
  });

  it("moves a subscription's dead letters to the queue that is subscribed", async () => {
    const scene = await anEndedRide('eta');
    await lies('EtaSubscriptionDeadLetters', scene.letter);
    const redriven = await redriveOf('EtaSubscriptionDeadLetters');
    expect(redriven).toMatchObject({ code: 0, givenUpBy: 'subscription', result: { how: 'by-hand', moved: 1 } });
    expect(redriven.target).toMatch(/EtaQueue/);
    await isUnchangedButFor('eta', scene);
    expect(await countIn('EtaSubscriptionDeadLetters')).toBe(0);
  });

  it('lists a message that nobody can read with the reason, and keeps its attributes when it moves it', async () => {
    await lies('DriverMatchingDeadLetters', '{"v":1,"rideId":7}');
    const listed = await redriveOf('DriverMatchingDeadLetters', '--dry-run');
    expect(listed.oldest?.content).toEqual({ unreadable: expect.stringContaining('rideId: Invalid input') });
    await redriveOf('DriverMatchingDeadLetters');
    await eventually(async () => expect(await countIn('DriverMatchingDeadLetters')).toBe(1));
    const QueueUrl = urlOf('DriverMatchingDeadLetters');
    const command = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] });
    const { Messages = [] } = await stack.sqs.send(command);
    expect(Messages).toMatchObject([
      { Body: '{"v":1,"rideId":7}', MessageAttributes: { note: { DataType: 'String', StringValue: 'kept' } } },
    ]);
  });

  it('moves back what the function of the deadlines could not read and has moved itself', async () => {
    const QueueUrl = stack.cloud.outputs.DeadlinesQueueUrl ?? '';
    await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"v":1,"rideId":7}' }));
    await eventually(async () => expect(await countIn('DeadlinesDeadLetters')).toBe(1));
    const redriven = await redriveOf('DeadlinesDeadLetters');
    expect(redriven).toMatchObject({ givenUpBy: 'function', count: 1, result: { how: 'by-hand', moved: 1 } });
    expect(redriven.target).toMatch(/DeadlinesQueue/);
    await eventually(async () => expect(await countIn('DeadlinesDeadLetters')).toBe(1));
  });

  it('ends with code 1 when it could not move all: a reader has a message in hand', async () => {
    await lies('BranchResultsDeadLetters', '{}');
    const QueueUrl = urlOf('BranchResultsDeadLetters');
    await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 60 }));
    const redriven = await redriveOf('BranchResultsDeadLetters');
    expect(redriven).toMatchObject({ code: 1, count: 1, oldest: null, result: { moved: 0, stayed: 1 } });
  });
});
