import { firstTrip } from '../core/first-trip.ts';
import { defaultApi, defaultRider } from './defaults.ts';
import { program, quietProgram } from './program.ts';

/** The ride that is shown first. */
export const firstRide = {
  ...firstTrip,
  paymentMethodId: 'pm_card_visa',
};

/** A stack's API address, and commands that request a ride. */
export function howToAsk(apiUrl: string): string {
  const api = apiUrl === defaultApi ? '' : ` --api ${apiUrl}`;
  const { pickup, dropoff } = firstRide;
  return [
    `The API is at ${apiUrl}`,
    '',
    'Request a ride yourself:',
    '',
    `  curl -s ${apiUrl}rides -H 'Content-Type: application/json' -H "Authorization: Bearer $(${quietProgram} token --rider ${defaultRider})" -d '${JSON.stringify(firstRide)}'`,
    '',
    `  ${program} request --pickup ${pickup.lat},${pickup.lng} --dropoff ${dropoff.lat},${dropoff.lng}${api}`,
  ].join('\n');
}

/** How to keep drivers fresh after the command that seeded them has ended. */
export const howToKeepDrivers = (apiUrl: string): string =>
  [
    'Drivers who have not reported for two minutes are not matched. To run a fleet that keeps reporting:',
    '',
    `  ${program} drivers${apiUrl === defaultApi ? '' : ` --api ${apiUrl}`}`,
  ].join('\n');
