import type { RestApi } from './api/rest-api.ts';
import { REGION } from './identity.ts';
import { isRecord } from './template.ts';

/** The value with every API's own URL (https://ID.execute-api...) replaced by the one that it has on this machine. */
export function localizeUrls(value: unknown, apis: Iterable<RestApi>): unknown {
  const origins = [...apis].map(
    ({ id, origin }) => [`https://${id}.execute-api.${REGION}.amazonaws.com`, origin] as const,
  );
  const localize = (item: unknown): unknown => {
    if (typeof item === 'string') return origins.reduce((text, [from, to]) => text.replaceAll(from, to), item);
    if (Array.isArray(item)) return item.map(localize);
    if (!isRecord(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, localize(member)]));
  };
  return origins.length > 0 ? localize(value) : value;
}
