import '../support/traced-telemetry.ts';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../adapters/lambda/telemetry.ts';
import { tellSettled } from '../../adapters/lambda/tell-settled.ts';
import { plusMs } from '../../core/time.ts';
import { loggedRides } from '../../functions/aggregator/logged-rides.ts';
import { tellLate } from '../../functions/aggregator/tell-late.ts';
import { linesOf } from '../support/captured-lines.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';
import { invocation } from '../support/traced-telemetry.ts';

/** What one invocation says: its metrics, and its lines about rides. */
async function toldBy(work: () => Promise<void>) {
  const lines = await linesOf(() =>
    invocation('1', '1', async () => {
      await work();
      metrics.publishStoredMetrics();
    }),
  );
  return { measured: lines.find((line) => '_aws' in line), logged: lines.filter((line) => 'rideId' in line) };
}

describe('what the aggregator tells of a ride', () => {
  const results = allOk();
  const branches = Object.keys(results);

  it('compares how long it took with its slowest branch', async () => {
    const finishedAt = plusMs(requestedAt, 300);
    const timed = Object.fromEntries(
      Object.entries(results).map(([branch, result]) => [branch, { ...result, startedAt: requestedAt, finishedAt }]),
    );
    const ride = aRide({ status: 'confirmed', results: timed, settledAt: plusMs(requestedAt, 340), unanswered: [] });
    const { measured, logged } = await toldBy(async () => tellSettled(ride));
    expect(measured).toMatchObject({ RidesConfirmed: 1, RideDuration: 340, SlowestBranch: 300, Overhead: 40 });
    expect(logged).toMatchObject([{ message: 'ride settled', status: 'confirmed', totalMs: 340, overheadMs: 40 }]);
  });

  it('names the reasons by their codes alone', async () => {
    const reasons = [
      { branch: 'payment-check', code: 'card_declined', message: 'pm_card_1 was declined', retryable: false },
    ];
    const ride = aRide({ status: 'rejected', reasons, settledAt: plusMs(requestedAt, 90), unanswered: branches });
    const { measured, logged } = await toldBy(async () => tellSettled(ride));
    expect(measured).toMatchObject({ RidesRejected: 1, RideDuration: 90 });
    expect(measured).not.toHaveProperty('Overhead');
    expect(logged).toMatchObject([{ reasons: ['card_declined'] }]);
    expect(JSON.stringify(logged)).not.toContain('pm_card_1');
  });

  it('says how late answers are that the ride did not wait for', async () => {
    const settledAt = plusMs(requestedAt, 20_000);
    const ride = aRide({ status: 'expired', settledAt, unanswered: ['eta', 'pricing'] });
    const tell = tellLate(() => new Date(plusMs(settledAt, 1_500)));
    const { measured, logged } = await toldBy(async () => tell(ride, ['eta', 'pricing']));
    expect(measured).toMatchObject({ Lateness: [1_500, 1_500] });
    expect(logged).toMatchObject([{ message: 'answers late', branches: ['eta', 'pricing'], lateMs: 1_500 }]);
  });

  it('names the answers that came as messages, once they are in the record, and who is still pending', async () => {
    const ride = aRide({ results: resultsOf(aResult('driver-matching')) });
    const rides = loggedRides(inMemoryRideStore(ride));
    const recorded = [aResult('eta'), aResult('pricing')];
    const { measured, logged } = await toldBy(async () => void (await rides.record(ride, recorded)));
    expect(measured).toBeUndefined();
    expect(logged).toMatchObject([
      { message: 'answers recorded', branches: ['eta', 'pricing'], pending: ['payment-check'] },
    ]);
  });

  it('says nothing of answers to a ride that is not there', async () => {
    const rides = loggedRides(inMemoryRideStore());
    const { logged } = await toldBy(async () => void (await rides.record(aRide(), [aResult('eta')])));
    expect(logged).toEqual([]);
  });
});
