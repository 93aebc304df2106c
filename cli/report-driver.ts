import { type ClientOptions, createClient, type DriverReport } from '../client/index.ts';
import { tokenOf } from './callers.ts';

/** Reports a driver to the API of a stack on this machine, as the driver's own device does. Throws `ClientError`. */
export async function reportDriver(
  baseUrl: string,
  driverId: string,
  report: DriverReport,
  options: Pick<ClientOptions, 'fetch'> = {},
): Promise<void> {
  await createClient({ baseUrl, token: () => tokenOf('driver', driverId), ...options }).reportDriver(driverId, report);
}
