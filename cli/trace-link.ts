import { embeddedCloudAt } from './embedded-cloud.ts';

/** The address at which the console of an embedded cloud, which is at the root of its API's port, shows a ride's trace. */
export const traceLink = (apiUrl: string, rideId: string): string => new URL(`/#ride=${rideId}`, apiUrl).href;

/** Longer than a cloud on this machine takes, which answers at once. */
const longestMs = 2_000;

/** The same for any API; undefined where no embedded cloud serves it: there is no console with traces. */
export async function traceLinkAt(apiUrl: string, rideId: string): Promise<string | undefined> {
  // The ride is known already: that its link is not must not fail the command.
  const cloud = await embeddedCloudAt(apiUrl, AbortSignal.timeout(longestMs)).catch(() => undefined);
  return cloud && traceLink(apiUrl, rideId);
}
