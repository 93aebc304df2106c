import { branches } from '../../core/branches.ts';
import { firstCity, firstTrip } from '../../core/first-trip.ts';
import { scopes } from '../../core/names.ts';
import type { Flow } from '../flow.ts';
import { apiStageName } from '../rides-api.ts';

/** What the console's page needs to know about the stack: the body of the embedded cloud's `GET /_console/config`. */
export function consoleConfig({ settings, services, issuer }: Flow, returnUrl: string) {
  const { PushHttpUrl: httpUrl, PushRealtimeUrl: realtimeUrl } = services.push?.outputs ?? {};
  const { SignInUrl, RiderClientId } = issuer.outputs;
  return {
    apiUrl: `/${apiStageName}/`, // same origin
    riderId: '',
    branches: Object.values(branches).map(({ name, need, simulatedMs }) => ({ name, need, simulatedMs })),
    insides: false,
    simulation: settings.simulation,
    city: firstCity,
    ride: firstTrip,
    ...(httpUrl !== undefined && { push: { httpUrl, realtimeUrl } }),
    signIn: {
      clientId: RiderClientId,
      scope: scopes.rider,
      authorizeUrl: `${SignInUrl}/oauth2/authorize`,
      tokenUrl: `${SignInUrl}/oauth2/token`,
      signOutUrl: `${SignInUrl}/logout`,
      returnUrl,
    },
  };
}
