import { CommandError } from '../errors.ts';

/**
 * Where an emulator serves an API. The stack's output names a host of AWS's, `https://ID.execute-api.REGION.…/STAGE/`,
 * which is not the emulator's; LocalStack and MiniStack serve the API by its id under their own endpoint.
 */
export function apiAddress(endpoint: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  const [id, service] = hostname.split('.');
  if (service !== 'execute-api') throw new CommandError(`The stack's output ApiUrl is no address of an API: ${apiUrl}`);
  return new URL(`/_aws/execute-api/${id}${pathname.replace(/\/?$/, '/')}`, endpoint).href;
}
