import '../../support/traced-telemetry.ts';
import { expect, it } from 'vitest';
import { loggedEvents } from '../../../adapters/lambda/logged-publisher.ts';
import { linesOf } from '../../support/captured-lines.ts';
import { inMemoryRideEvents } from '../../support/in-memory-messaging.ts';
import { aRideEvent } from '../../support/ride-events.ts';

it('says in the log what a ride has come to, and not again which branches have answered', async () => {
  const events = inMemoryRideEvents();
  const { publish } = loggedEvents(events);
  const types = ['ride.progress', 'ride.confirmed', 'ride.driver-unneeded'] as const;
  const lines = await linesOf(async () => {
    for (const type of types) await publish({ ...aRideEvent('ride_1', type), wants: [] });
  });
  expect(events.published.map(({ type }) => type)).toEqual(types);
  expect(lines.map(({ message, type }) => [message, type])).toEqual([
    ['event announced', 'ride.confirmed'],
    ['event announced', 'ride.driver-unneeded'],
  ]);
});
