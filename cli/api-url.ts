import { defaultApi } from './defaults.ts';
import { readUrl } from './values.ts';

/** The API's address: the option's, that of `$RIDE_REQUEST_API`, or the default. Throws `UsageError`, which names its source. */
export function apiUrlOf(
  option: string | undefined,
  { RIDE_REQUEST_API: variable }: Readonly<Record<string, string | undefined>>,
): string {
  if (option !== undefined) return readUrl(option, '--api');
  return variable ? readUrl(variable, '$RIDE_REQUEST_API') : defaultApi;
}
