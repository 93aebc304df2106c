import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inBatches, refusedOf } from '../../adapters/in-batches.ts';
import { checkInTime, inTime } from '../../adapters/in-time.ts';
import { NotTakenError, ServiceError } from '../../core/errors.ts';

/** Sends to nowhere, and keeps the batches. */
function recorded(answer: (messages: readonly string[]) => ReturnType<typeof refusedOf> = () => []) {
  const batches: string[][] = [];
  const send = inBatches<string>('SQS', async (messages) => {
    batches.push([...messages]);
    const answered = answer(messages);
    return messages.map((_, index) => answered[index]);
  });
  return { batches, send };
}

describe('messages that are ready at the same moment', () => {
  it('go in one request', async () => {
    const { batches, send } = recorded();
    await Promise.all(['a', 'b', 'c'].map(send));
    expect(batches).toEqual([['a', 'b', 'c']]);
  });

  it('go in one request when their timers end together', async () => {
    const { batches, send } = recorded();
    await Promise.all(['a', 'b', 'c'].map((message) => wait(20).then(() => send(message))));
    expect(batches.length).toBeLessThan(3);
  });

  it('go in tens', async () => {
    const { batches, send } = recorded();
    await Promise.all(Array.from({ length: 23 }, (_, index) => send(String(index))));
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  it('are equal without being one', async () => {
    const { batches, send } = recorded();
    await Promise.all([send('a'), send('a')]);
    expect(batches).toEqual([['a', 'a']]);
  });

  it('are refused one by one', async () => {
    const { send } = recorded((messages) => refusedOf(messages.length, [{ Id: '1', Code: 'TooLarge', Message: 'no' }]));
    const sent = await Promise.allSettled(['a', 'b', 'c'].map(send));
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(sent[1]).toMatchObject({ reason: { message: 'SQS refused a message: TooLarge no' } });
  });

  it.each([
    [{ Code: 'InvalidParameter', SenderFault: true }, true],
    [{ Code: 'RequestThrottled', SenderFault: false }, true],
    [{ Code: 'InternalError', SenderFault: false }, false],
    [{ Code: 'InternalError' }, false],
  ])('are not taken for certain when it is their own fault, or they were too many: %o', async (refused, isCertain) => {
    const { send } = recorded(() => [{ Id: '0', ...refused, Message: 'no' }]);
    const error = await send('a').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error instanceof NotTakenError).toBe(isCertain);
  });

  it('fail together when their request does, and the next ones do not', async () => {
    let isDown = true;
    const send = inBatches<string>('SNS', async (messages) => {
      if (isDown) throw new Error('down');
      return messages.map(() => undefined);
    });
    const sent = await Promise.allSettled(['a', 'b'].map(send));
    expect(sent.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    await expect(send('a')).resolves.toBeUndefined();
  });
});

describe('messages that are ready while two requests are under way', () => {
  /** Sends to a service that answers when it is told to, and keeps the batches. */
  function held() {
    const batches: string[][] = [];
    const answers: (() => void)[] = [];
    const send = inBatches<string>('SNS', async (messages) => {
      batches.push([...messages]);
      checkInTime('SNS');
      await new Promise<void>((resolve) => answers.push(resolve));
      return messages.map(() => undefined);
    });
    const answer = async () => {
      answers.shift()?.();
      await turn();
    };
    return { batches, answer, send };
  }

  const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

  it('go together in the next one', async () => {
    const { batches, answer, send } = held();
    const sent: Promise<void>[] = [];
    for (const message of ['a', 'b', 'c', 'd', 'e']) {
      sent.push(send(message));
      await turn();
    }
    expect(batches).toEqual([['a'], ['b']]);
    await answer();
    expect(batches).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
    await answer();
    await answer();
    await Promise.all(sent);
  });

  it('have their own time, and not that of the caller whose request has ended', async () => {
    const { batches, answer, send } = held();
    let leftMs = 1_000;
    const hurried = inTime('SNS', { send }, () => leftMs);
    const sent: Promise<void>[] = [];
    for (const { message, port } of [
      { message: 'a', port: hurried },
      { message: 'b', port: hurried },
      { message: 'c', port: inTime('SNS', { send }, () => 1_000) },
    ]) {
      sent.push(port.send(message));
      await turn();
    }
    leftMs = 0;
    for (let answers = 0; answers < 3; answers += 1) await answer();
    await Promise.all(sent);
    expect(batches).toEqual([['a'], ['b'], ['c']]);
  });

  it('go with those that have no time left', async () => {
    const { batches, answer, send } = held();
    const before = [send('a')];
    await turn();
    before.push(send('b'));
    await turn();
    let leftMs = 1_000;
    const hurried = inTime('SNS', { send }, () => leftMs).send('c');
    const last = inTime('SNS', { send }, () => 1_000).send('d');
    leftMs = 0;
    for (let answers = 0; answers < 3; answers += 1) await answer();
    await Promise.all([...before, hurried, last]);
    expect(batches).toEqual([['a'], ['b'], ['c', 'd']]);
  });
});

describe('messages that are ready one after the other', () => {
  it('wait for none', async () => {
    const { batches, send } = recorded();
    await send('a');
    await send('b');
    expect(batches).toEqual([['a'], ['b']]);
  });
});
