import { describe, expect, it } from 'vitest';
import { moveByHand } from '../../cli/redrive/move-by-hand.ts';
import { aMessage, aQueueWorld } from './support/queue-world.ts';

const quiet = () => {};

/** A queue `pricing` with as many messages in its dead-letter queue `dead`. */
function aScene(count: number) {
  const world = aQueueWorld();
  const messages = Array.from({ length: count }, (_, index) => aMessage({ body: `message ${index}` }));
  world.queue('pricing', [], 'dead');
  world.queue('dead', messages);
  return { world, messages, letters: world.deadLetters('dead', 'queue', 'pricing') };
}

describe('moving dead letters by hand', () => {
  it('receives, sends and deletes, in this order', async () => {
    const { world, letters } = aScene(1);
    await moveByHand(world.service, letters, quiet);
    expect(world.calls).toEqual(['receive from dead', 'send to pricing', 'delete from dead']);
  });

  it('moves all that were there, however many', async () => {
    const { world, messages, letters } = aScene(25);
    const progress: number[] = [];
    expect(await moveByHand(world.service, letters, (moved) => progress.push(moved))).toEqual({
      moved: 25,
      cameBack: 0,
    });
    expect(world.inSight('pricing').map(({ body }) => body)).toEqual(messages.map(({ body }) => body));
    expect([...world.inSight('dead'), ...world.inHand('dead')]).toEqual([]);
    expect(progress).toEqual([10, 20, 25]);
  });

  it('sends the body and the attributes as they were', async () => {
    const world = aQueueWorld();
    const attributes = { type: { DataType: 'String', StringValue: 'ride.cancelled' } };
    world.queue('release', [], 'dead');
    world.queue('dead', [aMessage({ body: '{"v":1}', attributes })]);
    await moveByHand(world.service, world.deadLetters('dead', 'queue', 'release'), quiet);
    expect(world.inSight('release')).toMatchObject([{ body: '{"v":1}', attributes }]);
  });

  it('leaves out what a topic added to a message that it could not deliver', async () => {
    const world = aQueueWorld();
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const published = { type: text('ride.cancelled') };
    const added = { RequestID: text('1'), ErrorCode: text('AccessDenied'), ErrorMessage: text('No.') };
    world.queue('release');
    world.queue('dead', [aMessage({ attributes: { ...published, ...added } })]);
    await moveByHand(world.service, world.deadLetters('dead', 'subscription', 'release'), quiet);
    expect(world.inSight('release')[0]?.attributes).toEqual(published);
  });

  it('leaves a duplicate and loses nothing when it dies after sending', async () => {
    const { world, letters } = aScene(1);
    const died = new Error('The process died.');
    const service = { ...world.service, delete: () => Promise.reject(died) };
    await expect(moveByHand(service, letters, quiet)).rejects.toBe(died);
    expect(world.inSight('pricing')).toHaveLength(1);
    expect(world.inHand('dead')).toHaveLength(1);
  });

  it('loses nothing when it dies before sending', async () => {
    const { world, letters } = aScene(1);
    const died = new Error('The process died.');
    const service = { ...world.service, send: () => Promise.reject(died) };
    await expect(moveByHand(service, letters, quiet)).rejects.toBe(died);
    expect(world.inHand('dead')).toHaveLength(1);
  });

  it('moves each message once when they fail again at once', async () => {
    const { world, messages, letters } = aScene(12);
    const sent: string[] = [];
    const service: typeof world.service = {
      ...world.service,
      delete: async (queue, message) => {
        await world.service.delete(queue, message);
        sent.push(message.body);
        world.fails('pricing', 'dead');
      },
    };
    expect(await moveByHand(service, letters, quiet)).toMatchObject({ moved: 12 });
    expect(sent.toSorted()).toEqual(messages.map(({ body }) => body).toSorted());
    expect(world.inSight('dead')).toHaveLength(12);
  });

  it('passes over one that came back, tells of it and puts it in sight again', async () => {
    const { world, letters } = aScene(2);
    const service: typeof world.service = {
      ...world.service,
      // One message at a time, the one that came back first.
      receive: (queue, _limit, seconds) => world.service.receive(queue, 1, seconds),
      delete: async (queue, message) => {
        await world.service.delete(queue, message);
        world.inSight('dead').unshift(...world.inSight('pricing').splice(0));
      },
    };
    expect(await moveByHand(service, letters, quiet)).toEqual({ moved: 2, cameBack: 1 });
    expect(
      world
        .inSight('dead')
        .map(({ body }) => body)
        .toSorted(),
    ).toEqual(['message 0', 'message 1']);
    expect(world.inHand('dead')).toEqual([]);
  });

  it('moves no more than there were when new ones keep coming', async () => {
    const { world, letters } = aScene(3);
    const service: typeof world.service = {
      ...world.service,
      send: (queue, message) => {
        world.inSight('dead').push(aMessage({ body: 'new' }));
        return world.service.send(queue, message);
      },
    };
    expect(await moveByHand(service, letters, quiet)).toEqual({ moved: 3, cameBack: 0 });
  });

  it('ends when others have taken what was there', async () => {
    const { world, letters } = aScene(2);
    world.inSight('dead').pop();
    expect(await moveByHand(world.service, letters, quiet)).toEqual({ moved: 1, cameBack: 0 });
  });
});
