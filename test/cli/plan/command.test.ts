import { afterEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../../cli/main.ts';
import type { Simulated } from '../../../cli/plan/describe.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

/** What `plan` prints and ends with. */
async function planned(...args: readonly string[]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  process.exitCode = 0;
  await main(['plan', ...args]);
  return { code: process.exitCode, out: log.mock.calls.join('\n'), error: error.mock.calls.join('\n') };
}

describe('the plan command', () => {
  it('tells of functions, limits, keys, changes and dollars', async () => {
    const { code, out } = await planned('--rides-per-minute', '100000', '--peak', '3', '--region', 'eu-central-1');
    expect(code).toBe(0);
    expect(out).toMatch(/^100,000 rides a minute in eu-central-1, 3 times as many at the peak: 5,000 a second\.$/m);
    for (const title of [
      'What ends first',
      'Functions',
      'From idle',
      'Hottest keys',
      'What to change',
      'Dollars an hour',
    ])
      expect(out).toMatch(new RegExp(`^${title}`, 'm'));
    expect(out).toContain('SNS: Messages Published per Second (L-F8E2BA85)');
  });

  it('prints all of it as JSON, and nothing else', async () => {
    const { out } = await planned('--rides-per-minute', '1000', '--seconds-waiting', '2.5', '--json');
    const { question, functions, simulation } = JSON.parse(out) as Simulated;
    expect(question).toEqual({
      ridesPerMinute: 1_000,
      peak: 1,
      region: 'us-east-1',
      secondsWaiting: 2.5,
      drivers: 15_000,
      concurrency: 1_000,
      maxConcurrency: 50,
      requestsPerSecond: 500,
    });
    expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'driver-matching', 'aggregator']));
    expect(simulation.asAsked.steady.overheadMs.p50).toBeGreaterThan(0);
  });

  it.each([
    [[], /^Say how many rides a minute there are: --rides-per-minute N\./],
    [['--rides-per-minute', '0'], /^--rides-per-minute must be a whole number, 1 to 999999\./],
    [['--rides-per-minute', '10', '--peak', '0.5'], /^--peak must be a number, 1 to 100\./],
    [['--rides-per-minute', '10', '--peak', 'high'], /^--peak must be a number, 1 to 100\./],
    [
      ['--rides-per-minute', '10', '--region', 'mars-1'],
      /^--region mars-1: the quotas of that region are not known\. Known are us-east-1, /,
    ],
    [['--rides-per-minute', '10', '--region', 'constructor'], /^--region constructor: the quotas /],
    [['--rides-per-minute', '10', '--seconds-waiting', '29'], /^--seconds-waiting must be a number, 0 to 28\./],
    [['--rides-per-minute', '10', '--crowd', '2'], /^--crowd must be a number, 0 to 1\./],
    [['--rides-per-minute', '10', '--drivers', '-5'], /^--drivers must be a whole number, 0 to 99999999\./],
    [
      ['--rides-per-minute', '10', '--max-concurrency', '1001'],
      /^--max-concurrency must be a whole number, 2 to 1000\./,
    ],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, out, error } = await planned(...args);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(message);
    expect(error).toContain('plan --help');
  });
});
