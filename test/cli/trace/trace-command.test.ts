import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { run } from '../../../cli/command.ts';
import { demonstrationRider } from '../../../cli/defaults.ts';
import { NotEmbeddedError, UsageError } from '../../../cli/errors.ts';
import type { Trace } from '../../../cli/trace/trace.ts';
import { trace } from '../../../cli/trace.ts';
import { rideView } from '../../../core/ride-view.ts';
import { aBranch, aRideLine, framingLines, tracedRide } from '../../support/ride-log.ts';
import { allOk, aRide } from '../../support/rides.ts';
import { type StubApi, startScriptedApi, startStubApi } from '../../support/stub-api.ts';
import { subjectOf } from '../../support/subject.ts';

const description = { environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, outputs: {}, physicalIds: {} };

/** What an embedded cloud answers: to every question alike, as it happens. */
const anAnswer = (...lines: ReturnType<typeof framingLines>) => ({
  ...description,
  dropped: 0,
  entries: lines.map(({ at, functionName, text }) => ({ at, functionName, stream: 'stdout', line: text })),
});

const aWholeRide = () => [
  ...framingLines(),
  ...aBranch('pricing', { fromMs: 12, untilMs: 300 }),
  ...aBranch('eta', { fromMs: 12, untilMs: 150 }),
];

describe('the trace command', () => {
  let api: StubApi;
  let [out, err]: string[][] = [[], []];
  let spies: MockInstance[];

  beforeEach(() => {
    [out, err] = [[], []];
    spies = [
      vi.spyOn(console, 'log').mockImplementation((line: string) => void out?.push(line)),
      vi.spyOn(console, 'error').mockImplementation((line: string) => void err?.push(line)),
    ];
  });
  afterEach(async () => {
    for (const spy of spies) spy.mockRestore();
    await api?.stop();
  });

  it('draws the trace of a ride', async () => {
    api = await startStubApi(200, anAnswer(...aWholeRide()));
    expect(await run(trace, [tracedRide, '--api', api.url])).toBe(0);
    expect(out?.join('\n')).toMatch(/pricing +attempt 1 +█+ /);
  });

  it('prints it as JSON', async () => {
    api = await startStubApi(200, anAnswer(...aWholeRide()));
    expect(await run(trace, ['--json', tracedRide, '--api', api.url])).toBe(0);
    const { rideId, status, hops } = JSON.parse(out?.join('\n') ?? '') as Trace;
    expect({ rideId, status }).toEqual({ rideId: tracedRide, status: 'confirmed' });
    expect(hops).toContainEqual(expect.objectContaining({ lane: 'pricing', what: 'attempt 1', note: 'ok' }));
  });

  it('reads the record of a ride that start has requested by itself', async () => {
    const ride = aRide({ rideId: tracedRide, flow: 'sequential', status: 'confirmed', results: allOk() });
    const line = aRideLine('ride answered', { flow: 'sequential', status: 'confirmed' }, { atMs: 780, service: 'api' });
    api = await startScriptedApi(({ path = '', headers }) => {
      if (path.startsWith('/_cloud')) return [200, anAnswer(line)];
      const isItsRider = subjectOf(headers.authorization) === demonstrationRider;
      return isItsRider ? [200, rideView(ride)] : [404, { code: 'ride_not_found' }];
    });
    expect(await run(trace, [tracedRide, '--api', api.url])).toBe(0);
    expect(out?.join('\n')).toMatch(/pricing +attempt 1 +█+ .* from the record$/m);
  });

  it('ends with code 2 when no line mentions the ride', async () => {
    api = await startStubApi(200, anAnswer());
    expect(await run(trace, [tracedRide, '--api', api.url])).toBe(2);
    expect([out, err?.join()]).toEqual([[], `No line of the logs mentions ${tracedRide}.`]);
    expect(await run(trace, [tracedRide, '--api', api.url, '--since', '2h'])).toBe(2);
    expect(err?.at(-1)).toBe(`No line of the logs of the last 2h mentions ${tracedRide}.`);
  });

  it('says so when what answers keeps no logs', async () => {
    api = await startStubApi(200, description);
    await expect(run(trace, [tracedRide, '--api', api.url])).rejects.toThrow(NotEmbeddedError);
  });

  it.each([
    [[]],
    [['ride_1']],
    [[`${tracedRide}" or @message like "`]],
    [[tracedRide, tracedRide]],
    [[tracedRide, '--since', 'yesterday', '--aws']],
    [[tracedRide, '--tip', '5']],
    [[tracedRide, '--aws', '--api', 'http://127.0.0.1:1/v1/']],
    [[tracedRide, '--log-group', 'RideRequest-ApiLogs-1']],
  ])('does not know how to be called as %j', async (args) => {
    await expect(run(trace, args)).rejects.toThrow(UsageError);
  });
});
