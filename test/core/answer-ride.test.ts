import { describe, expect, it } from 'vitest';
import { answerRide, type Branch, type Delivery, failureOf } from '../../core/answer-ride.ts';
import { ok, rejected } from '../../core/branch-rule.ts';
import { branches } from '../../core/branches.ts';
import { branchResultSchema } from '../../core/messages.ts';
import { parseGatherMessage } from '../../core/parse-gather-message.ts';
import type { SimulationPorts } from '../../core/simulate.ts';
import type { SimulatedBranch } from '../../core/simulation.ts';
import { plusMs } from '../../core/time.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aFare, aResult, aRideRequest, aRideRequested, requestedAt } from '../support/rides.ts';

const pricing = (rule: Branch['rule']): Branch => ({ definition: branches.pricing, rule });

const aDelivery = (more: Partial<Delivery> = {}): Delivery => ({
  queuedAt: plusMs(requestedAt, 5),
  receivedAt: plusMs(requestedAt, 10),
  firstReceivedAt: plusMs(requestedAt, 10),
  attempt: 1,
  ...more,
});

/** A branch's surroundings, with a clock on which its waits pass. */
function aStage() {
  const time = manualClock(plusMs(requestedAt, 12));
  const waits: number[] = [];
  const simulation: SimulationPorts = {
    wait: async (ms) => {
      waits.push(ms);
      time.advance(ms);
    },
    crash: () => {
      throw new Error('the process ends');
    },
  };
  return { time, waits, simulation, clock: time.clock };
}

describe('answering a ride', () => {
  it('tells what the branch says, when, and how long it took', async () => {
    const { clock, time } = aStage();
    const ride = aRideRequested();
    const rule = async () => {
      time.advance(200);
      return ok(aFare());
    };
    expect(await answerRide({ clock }, pricing(rule), ride, aDelivery())).toEqual({
      v: 1,
      kind: 'branch-result',
      rideId: ride.rideId,
      requestedAt: ride.requestedAt,
      traceparent: ride.traceparent,
      at: plusMs(requestedAt, 212),
      branch: 'pricing',
      status: 'ok',
      result: aFare(),
      queuedAt: plusMs(requestedAt, 5),
      receivedAt: plusMs(requestedAt, 10),
      startedAt: plusMs(requestedAt, 12),
      finishedAt: plusMs(requestedAt, 212),
      attempt: 1,
    });
  });

  it('tells of a refusal', async () => {
    const { clock } = aStage();
    const rule = async () => rejected('not_today', 'Not today.');
    const result = await answerRide({ clock }, pricing(rule), aRideRequested(), aDelivery());
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'not_today', message: 'Not today.' } });
    expect(branchResultSchema.safeParse(result).success).toBe(true);
  });

  it('throws when the branch does', async () => {
    const { clock } = aStage();
    const rule = () => Promise.reject(new Error('no answer'));
    await expect(answerRide({ clock }, pricing(rule), aRideRequested(), aDelivery())).rejects.toThrow('no answer');
  });

  it('throws when the answer does not fit the branch', async () => {
    const { clock } = aStage();
    const rule = async () => ok({ ...aFare(), amountMinor: 12.5 });
    await expect(answerRide({ clock }, pricing(rule), aRideRequested(), aDelivery())).rejects.toThrow();
  });

  it('counts a later attempt from when the message was first received', async () => {
    const { clock } = aStage();
    const delivery = aDelivery({ attempt: 2, firstReceivedAt: plusMs(requestedAt, 8) });
    const result = await answerRide(
      { clock },
      pricing(async () => ok(aFare())),
      aRideRequested(),
      delivery,
    );
    expect(result).toMatchObject({ startedAt: plusMs(requestedAt, 8), attempt: 2 });
  });

  it('tells of the failure of the last attempt, with a code', () => {
    const { clock } = aStage();
    const failure = failureOf({ clock }, { definition: branches.eta }, aRideRequested(), aDelivery({ attempt: 3 }));
    expect(parseGatherMessage(JSON.stringify(failure))).toMatchObject({
      branch: 'eta',
      status: 'failed',
      reason: { code: 'attempts_exhausted' },
      attempt: 3,
    });
  });
});

describe('simulation', () => {
  const asked = (told: SimulatedBranch | undefined, delivery = aDelivery()) => {
    const stage = aStage();
    const request = aRideRequest(told ? { simulate: { pricing: told } } : {});
    const rule = async () => ok(aFare());
    const answer = answerRide(stage, pricing(rule), aRideRequested({ request }), delivery);
    return { ...stage, answer };
  };

  it('takes as long as the branch usually does', async () => {
    const { answer, waits } = asked(undefined);
    expect(await answer).toMatchObject({ status: 'ok' });
    expect(waits).toEqual([branches.pricing.simulatedMs]);
  });

  it('takes as long as the request tells it to, no time at all included', async () => {
    for (const delayMs of [0, 500]) {
      const { answer, waits } = asked({ delayMs });
      await answer;
      expect(waits).toEqual([delayMs]);
    }
  });

  it('counts the delay as the time that the branch took', async () => {
    const { startedAt, finishedAt } = await asked({ delayMs: 500 }).answer;
    expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBe(500);
  });

  it('does not happen where it is off', async () => {
    const { clock } = aStage();
    const request = aRideRequest({ simulate: { pricing: { fault: 'exception' } } });
    const result = await answerRide(
      { clock },
      pricing(async () => ok(aFare())),
      aRideRequested({ request }),
      aDelivery(),
    );
    expect(result.status).toBe('ok');
  });

  it('throws, refuses, crashes or hangs as it is told', async () => {
    await expect(asked({ fault: 'exception' }).answer).rejects.toThrow('simulates a fault');
    expect(await asked({ fault: 'reject' }).answer).toMatchObject({
      status: 'rejected',
      reason: { code: 'simulated_rejection' },
    });
    await expect(asked({ fault: 'crash' }).answer).rejects.toThrow('the process ends');
    const hanging = asked({ fault: 'timeout', delayMs: 0 });
    await hanging.answer;
    expect(Math.max(...hanging.waits)).toBeGreaterThanOrEqual(900_000);
  });

  it('fails on the first attempts only when it is told how often', async () => {
    const told: SimulatedBranch = { fault: 'exception', times: 2 };
    await expect(asked(told, aDelivery({ attempt: 2 })).answer).rejects.toThrow();
    expect(await asked(told, aDelivery({ attempt: 3 })).answer).toMatchObject({ status: 'ok' });
  });

  it('leaves other branches alone', async () => {
    const stage = aStage();
    const request = aRideRequest({ simulate: { eta: { fault: 'exception' } } });
    const rule = async () => ok(aFare());
    const answer = await answerRide(stage, pricing(rule), aRideRequested({ request }), aDelivery());
    expect(answer.status).toBe('ok');
  });
});

describe('a message to the gather', () => {
  it('is refused when the result does not fit its branch', () => {
    const bad = aResult('pricing', { result: { ...aFare(), currency: 'dollars' } });
    expect(() => parseGatherMessage(JSON.stringify(bad))).toThrow();
    expect(() => parseGatherMessage(JSON.stringify(aResult('pricing')))).not.toThrow();
  });

  it('is refused when an ok result is missing', () => {
    const { result: _, ...bad } = aResult('pricing');
    expect(() => parseGatherMessage(JSON.stringify(bad))).toThrow();
  });

  it('keeps the result of a branch that is not known here', () => {
    const result = aResult('another-branch', { result: { score: 3 } });
    expect(parseGatherMessage(JSON.stringify(result))).toEqual(result);
  });

  it.each([
    ['no JSON', 'hello'],
    ['another version', JSON.stringify({ ...aResult('eta'), v: 2 })],
    ['another kind', JSON.stringify({ ...aResult('eta'), kind: 'greeting' })],
    ['no ride', JSON.stringify({ ...aResult('eta'), rideId: undefined })],
    ['a time without milliseconds', JSON.stringify({ ...aResult('eta'), finishedAt: '2026-03-04T09:00:00Z' })],
    ['nothing', 'null'],
  ])('is refused when it is %s', (_, body) => {
    expect(() => parseGatherMessage(body)).toThrow();
  });
});
