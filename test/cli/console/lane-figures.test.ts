import { describe, expect, it } from 'vitest';
import { laneFigures, laneNameOf, reloadsOutsideLanes } from '../../../cli/console/lane-figures.ts';
import type { QueueFigures } from '../../../local/index.ts';

const queue = (logicalId: string, more: Partial<QueueFigures> = {}): QueueFigures => ({
  logicalId,
  name: `Stack-${logicalId}`,
  url: '',
  visible: 0,
  inFlight: 0,
  delayed: 0,
  consumers: [],
  deadLettersOf: [],
  ...more,
});

describe('the figures of lanes', () => {
  it('put a queue together with its function and with both kinds of its dead letters', () => {
    const queues = [
      queue('Work', { visible: 3, inFlight: 2, delayed: 1, consumers: ['PaymentCheckFunction3C83132C'] }),
      queue('Dead', { visible: 4, inFlight: 1, deadLettersOf: [{ logicalId: 'Work', givenUpBy: 'queue' }] }),
      queue('Lost', { visible: 2, deadLettersOf: [{ logicalId: 'Work', givenUpBy: 'subscription' }] }),
      queue('Unused'),
    ];
    const logicalId = 'PaymentCheckFunction3C83132C';
    const functions = [{ logicalId, name: '', invocations: 9, errors: 5, messages: 11, running: 1, reloadedAt: 7 }];
    expect(laneFigures(queues, functions)).toEqual([
      {
        name: 'payment-check',
        visible: 3,
        inFlight: 2,
        delayed: 1,
        dead: 7,
        deadLetterQueues: [
          { name: 'Stack-Dead', count: 5 },
          { name: 'Stack-Lost', count: 2 },
        ],
        delivered: 11,
        errors: 5,
        running: 1,
        reloadedAt: 7,
      },
    ]);
  });

  it('leave out functions without a queue, whose reloads are named beside them', () => {
    const functions = [
      'EtaFunctionC8F274C2',
      'SequentialFunction7D62A1B0',
      'ApiFunctionCE271BD4',
      'JobFunction00000000',
    ];
    const figures = functions.map((logicalId, n) => ({
      logicalId,
      name: `Stack-${logicalId}`,
      reloadedAt: n === 3 ? null : n,
    }));
    const serviceOf = (name: string) => (name.startsWith('Stack-Seq') ? 'sequential-ride' : undefined);
    expect(
      reloadsOutsideLanes([{ consumers: ['EtaFunctionC8F274C2'] }, { consumers: [] }], figures, serviceOf),
    ).toEqual([
      { name: 'sequential-ride', at: 1 },
      { name: 'api', at: 2 },
    ]);
  });

  it('are named as the lanes are', () => {
    expect(['EtaFunctionC8F274C2', 'BranchResultsFunction0461461B'].map(laneNameOf)).toEqual(['eta', 'branch-results']);
  });
});
