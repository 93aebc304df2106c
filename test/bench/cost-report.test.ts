import { describe, expect, it } from 'vitest';
import type { Count } from '../../bench/cost/meter.ts';
import { chartOf, type Figures, notesOf, tablesOf } from '../../bench/cost/report.ts';

const count = (values: Partial<Count>): Count => ({
  service: 'SQS',
  by: 'eta',
  operation: 'ReceiveMessage',
  of: '',
  purpose: { by: 'branches', buys: 'brings the question' },
  requests: 0,
  messages: 0,
  readUnits: 0,
  writeUnits: 0,
  ...values,
});

const publish = {
  service: 'SNS',
  by: 'api',
  operation: 'Publish',
  of: 'topic',
  purpose: { by: 'api', buys: 'x' },
} as const;

const counted = (rides: number, counts: Count[]) => ({ rides, counts, emptyReceives: 3 });

const quiet = counted(2, [
  count({ requests: 2, messages: 2 }),
  count({ by: 'pricing', requests: 2, messages: 2 }),
  count({ ...publish, requests: 2 }),
]);
const atLoad = counted(20, [count({ requests: 2, messages: 20 }), count({ by: 'pricing', requests: 4, messages: 20 })]);

const figures: Figures = {
  counted: { quiet: { ride: quiet, completion: quiet, sequential: quiet }, atLoad },
  times: { ride: {}, completion: {}, waiting: 1, notWaiting: 1, completing: 1, sequential: 1, branches: {} },
  bills: [
    { name: 'this design, one after the other', usage: { gatewayRequests: 1, sqsRequests: 25 } },
    { name: 'this design, queues busy', usage: { gatewayRequests: 1, sqsRequests: 10 } },
    { name: 'Standard', usage: { gatewayRequests: 1, standardTransitions: 7 } },
    { name: 'one function', usage: { gatewayRequests: 1, lambdaRequests: 10 } },
  ],
  completion: { sqsRequests: 3 },
};

const rowsOf = (title: string) => tablesOf(figures).find((table) => table.title.startsWith(title))?.rows;

describe('the report', () => {
  it('counts requests per ride, with functions of a kind as one', () => {
    expect(rowsOf('AWS requests of one ride, and what each buys')).toEqual([
      ['SQS', 'ReceiveMessage', 'branches', 2, 0.3, 'brings the question'],
      ['SNS', 'Publish topic', 'api', 1, 0, 'x'],
      ['All', '', '', 3, 0.3, ''],
    ]);
  });

  it('tells how many messages came in a batch', () => {
    expect(rowsOf('Messages in a batch')).toEqual([
      ['eta', 1, 10],
      ['pricing', 1, 5],
    ]);
  });

  it('shows what a price is made of, with the gateway and without', () => {
    expect(rowsOf('Dollars for a million rides')).toEqual([
      ['API Gateway REST API requests, $3.5 per million', ...Array(4).fill('1.00 → $3.50')],
      ['Lambda requests, $0.2 per million', '–', '–', '–', '10.00 → $2.00'],
      ['SQS requests to standard queues, $0.4 per million', '25.00 → $10.00', '10.00 → $4.00', '–', '–'],
      ['Step Functions state transitions of Standard workflows, $25 per million', '–', '–', '7.00 → $175.00', '–'],
      ['All but API Gateway', '$10.00', '$4.00', '$175.00', '$2.00'],
      ['All', '$13.50', '$7.50', '$178.50', '$5.50'],
    ]);
  });

  it('says by how much the design is dearer', () => {
    const costs = 'it costs 5.0 times one function when rides come one after the other, and 2.0 times one function';
    expect(notesOf(figures).join('\n')).toContain(costs);
  });

  it('says so when the design is the cheapest', () => {
    const bills = figures.bills.filter(({ name }) => name !== 'one function');
    expect(notesOf({ ...figures, bills }).join('\n')).toContain('The design wins on price');
  });

  it('draws all but what is off the scale', () => {
    const { title, categories, series } = chartOf(figures);
    expect(categories).toHaveLength(3);
    expect(title).toContain('Standard: $178.50');
    expect(series.find(({ name }) => name === 'SQS')?.values).toEqual([10, 4, 0]);
  });
});
