import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inBatches } from '../../../adapters/in-batches.ts';
import { Company } from '../../../adapters/lambda/company.ts';

/** Works on each message for as long as it says, then sends it; resolves to the batches. */
async function batchesOf(workMs: readonly number[]): Promise<number[][]> {
  const batches: number[][] = [];
  const company = new Company();
  const sendBatch = async (messages: readonly number[]) => {
    batches.push([...messages]);
    return messages.map(() => undefined);
  };
  const send = inBatches('SQS', sendBatch, company.moment);
  const sent = Promise.all(workMs.map((ms) => company.with(() => wait(ms).then(() => send(ms)))));
  await vi.runAllTimersAsync();
  await sent;
  return batches;
}

describe('what is worked on together', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is sent together when it ends within a few milliseconds', async () => {
    expect(await batchesOf([20, 21, 22])).toEqual([[20, 21, 22]]);
  });

  it('does not wait for what takes longer', async () => {
    expect(await batchesOf([1, 300])).toEqual([[1], [300]]);
  });
});

describe('what is worked on alone', () => {
  const isSentAtOnce = (company: Company): Promise<boolean> =>
    company.with(async () => {
      let isSent = false;
      company.moment(() => {
        isSent = true;
      });
      await new Promise((resolve) => setImmediate(resolve));
      return isSent;
    });

  it('waits for nobody', async () => {
    expect(await isSentAtOnce(new Company())).toBe(true);
  });

  it('is not held up by what failed before', async () => {
    const company = new Company();
    await expect(company.with(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(company.with(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await isSentAtOnce(company)).toBe(true);
  });
});
