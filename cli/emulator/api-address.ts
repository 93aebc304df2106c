import { CommandError } from '../errors.ts';

/**
 * Where an emulator serves an API. The stack's output names an AWS host, `https://ID.execute-api.REGION.…/STAGE/`, which is
 * not the emulator; LocalStack and MiniStack serve the API by its id under their own endpoint. Throws `CommandError` for any
 * other address, so that no token is sent there.
 */
export function apiAddress(endpoint: string, apiUrl: string): string {
  const { origin, hostname, pathname } = new URL(apiUrl);
  const path = pathname.replace(/\/?$/, '/');
  const [id, service] = hostname.split('.');
  if (service === 'execute-api') return new URL(`/_aws/execute-api/${id}${path}`, endpoint).href;
  if (origin === new URL(endpoint).origin) return new URL(path, endpoint).href;
  throw new CommandError(`The stack's output ApiUrl is not the address of an API on ${endpoint}: ${apiUrl}`);
}
