import { isRecord } from './template.ts';

/** A service with its own URLs. */
export interface Localized {
  /** The origins of its URLs on AWS, each with the local one. */
  readonly localOrigins: readonly (readonly [string, string])[];
}

/** The value with the URLs of every API (such as https://ID.execute-api...) replaced by the local ones. */
export function localizeUrls(value: unknown, apis: Iterable<Localized>): unknown {
  const origins = [...apis].flatMap(({ localOrigins }) => localOrigins);
  const localize = (item: unknown): unknown => {
    if (typeof item === 'string') return origins.reduce((text, [from, to]) => text.replaceAll(from, to), item);
    if (Array.isArray(item)) return item.map(localize);
    if (!isRecord(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, localize(member)]));
  };
  return origins.length > 0 ? localize(value) : value;
}
